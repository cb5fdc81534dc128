#include "node.h"
int left(struct node *n) { return n->left; }
