// Headers for both languages have atomic types of C.
#include "counter.h"

class Counter;
typedef _Atomic(unsigned long) counter_t;
typedef _Atomic(struct node *) link_t;

struct node {
    link_t next;
    _Atomic(int) refs;
};

static inline int add(_Atomic(int) * p, int n)
{
    return *p += n;
}

int up(node *n)
{
    return add(&n->refs, 1);
}
