#pragma once
struct A { void run(); };
struct B { void run(); };
struct Pair {
    static A first;
    B second;
    A third;
};
inline Pair make() {}
