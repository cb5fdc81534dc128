#include "a.h"
int use(a *x) { return x->b->a->b->value; }
