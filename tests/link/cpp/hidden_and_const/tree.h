#pragma once
#include <memory>
#include <string>
struct Leaf { void grow(); int size() const; };
class Base {
public:
    void put(int);
    void put(int, int);
    Leaf *leaf();
    const Leaf *leaf() const;
};
class Derived : public Base {
public:
    void put(const char *);
};
template <typename T> using Ptr = std::shared_ptr<T>;
template <typename T> using Same = T;
typedef Ptr<Leaf> LeafPtr;
void take(Leaf *leaf);
void take(const Leaf *leaf);
