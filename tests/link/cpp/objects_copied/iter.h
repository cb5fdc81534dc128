#pragma once
struct Other { Other(); };
struct Iter {
    using Self = Iter;
    explicit Iter(int p);
    Iter(const Other &o);
    Self operator++(int);
    int at;
};
struct Node {
    explicit Node(int n);
    Node(const Node &other);
};
