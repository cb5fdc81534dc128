#pragma once
namespace geo {
struct Vec {
    int x, y;
    Vec operator+(const Vec &other) const;
    Vec operator-() const;
    Vec &operator+=(const Vec &other);
    Vec &operator=(const Vec &other);
    int &operator[](int i);
    int operator[](int i) const;
    int size() const;
};
struct Wide : Vec { };
bool operator==(const Vec &a, const Vec &b);
Vec operator*(int n, const Vec &v);
enum Flags { kNone = 0, kOne = 1, kTwo = 2 };
Flags operator|(Flags a, Flags b);
enum Plain { kPlain };
struct Out { };
Out &operator<<(Out &to, const Vec &v);
Out &operator<<(Out &to, int n);
}
