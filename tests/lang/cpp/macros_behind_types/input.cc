#define OBJECT(name) static const name
#define PACKED(how) __attribute__((how))

struct {
    int operator()(int a) const { return twice(a); }
    int twice(int a) const { return a + a; }
} OBJECT(doubled);

struct Pair {
    int a, b;
} PACKED(packed);

class Outer {
    struct {
        int inside;
    } OBJECT(member);
};

int use() { return doubled(3); }
