#pragma once
struct A { void run(); };
struct B { void run(); };
struct Pair {
    A first;
    B second;
    A third;
};
inline Pair make() {}
