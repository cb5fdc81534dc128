#ifndef LIST_H
#define LIST_H
struct list;
int list_size(const struct list *list);
void list_clear(struct list *list);
extern int list_count;
#endif
