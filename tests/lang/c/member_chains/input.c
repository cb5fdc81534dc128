struct leaf { int value; };
struct branch { struct leaf *leaf; struct leaf leaves[4]; };
struct tree { struct branch *left, right; };

struct branch *find(struct tree *t);

int walk(struct tree *t, struct tree **all, void *raw)
{
    int n = t->left->leaf->value;
    n += (*t).right.leaves[1].value;
    n += all[0]->right.leaf->value;
    n += find(t)->leaf->value;
    n += ((struct leaf *)raw)->value;
    n += (t->left + 1)->leaf->value;
    t->right.leaf = &t->left->leaves[0];
    t->right.leaf->value++;
    return n;
}
