typedef struct item item;
struct item {
    int value;
};
typedef int stat;
struct stat {
    stat size;
};

int use(item *a, struct item *b, struct stat *c, stat d)
{
    return a->value + b->value + c->size + d;
}

int item_stat(int stat)
{
    return stat;
}
