#pragma once
namespace geo {
class Point {
public:
    friend int distance(const Point &a, const Point &b);
    friend bool same(const Point &a, const Point &b) { return a.x_ == b.x_; }
    int x() const { return x_; }
private:
    int x_;
};
int distance(const Point &a, const Point &b);
}
