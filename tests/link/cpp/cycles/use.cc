#include "a.h"
int use(A *a) { return a->b->a->value() + a->nothing(); }
