#include "list.h"
int any(struct item *i)
{
    TRACE("any");
    EACH (i)
        if (TWICE(i))
            return 1;
    return 0;
}
int hidden(struct item *i, int limit)
{
    return HEAVY(i) > limit;
}
int of_macro = HEAVY(0);
#define AGAIN(i) HEAVY(i)
int again(struct item *i) { return AGAIN(i); }
