// An operator may be called by its name.
struct Twice {
    int operator()(int n) const { return n + n; }
    int twice(int n) const { return operator()(operator()(n)); }
};
