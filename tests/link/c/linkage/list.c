#include "list.h"

int list_count = 0;

static void reset(struct list *list) { (void)list; }

int list_size(const struct list *list) { return list ? list_count : 0; }

void list_clear(struct list *list)
{
    reset(list);
    list_count--;
}
