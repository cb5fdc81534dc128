#include "node.h"

int sum(chain *all, struct node *other)
{
    int total = 0;
    for (node *n = all->first; n; n = n->next)
        total += n->super.kind + n->value.number;
    other->color = GREEN;
    return sizeof(struct base) + total;
}
