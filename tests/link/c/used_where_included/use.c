#include "types.h"
#include "inline.h"
int item_cost(item *i) { return i->size; }
int use(item *i) { return item_size(i); }
