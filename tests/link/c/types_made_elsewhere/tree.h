#include "array.h"

struct node { int id; };

struct tree {
    Array(struct node *) nodes;
    LIST_HEAD(, node) free_list;
};

typedef Array(int) ids;
typedef LIST_HEAD(waiting_head, node) waiting;
