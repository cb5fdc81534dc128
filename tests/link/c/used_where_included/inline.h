/* Relies on types.h before it. */
static inline int item_size(item *i) { return i->size + item_cost(i); }
