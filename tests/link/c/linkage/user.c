#include "list.h"

int declared_here(int);

static void reset(void) { list_count = 0; }

int use(struct list *list)
{
    reset();
    list_clear(list);
    return list_size(list) + declared_here(1);
}
