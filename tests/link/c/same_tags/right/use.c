#include "node.h"
int right(struct node *n) { return n->right; }
