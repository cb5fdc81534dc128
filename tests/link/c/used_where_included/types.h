typedef struct item { int size; } item;
int item_cost(item *i);
