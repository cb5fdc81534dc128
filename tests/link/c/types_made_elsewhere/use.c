#include "tree.h"

static VISITOR(visit)
{
    tree->nodes.size = 0;
}

int total(struct tree *tree, ids *all, waiting *w)
{
    visit(tree);
    tree->free_list.first = w->first;
    return array_get(&tree->nodes, 0)->id + (int)all->size;
}
