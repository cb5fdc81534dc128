#define CAT(a, b) a##b
#define XCAT(a, b) CAT(a, b)
#define PREFIX asciilib_
#define FN(name) XCAT(PREFIX, name)
#define CREATE FN(create)
#define TABLE FN(table)
#define KIND(k) KIND_##k
#define SAME(name) name
#define VALUE(n) (n##u)

typedef struct FN(node) { int v; struct FN(node) *next; } FN(node_t);
typedef struct TABLE { int n; FN(node_t) *FN(first); } TABLE;
enum kind { KIND(leaf), KIND(branch) = 4 };
#ifdef OTHER_BUILD
#define maybe FN(maybe)
#endif

static int FN(find)(FN(node_t) *self, int x)
{
    return x == KIND(leaf) ? FN(find)(self->next, x) : self->v;
}

TABLE *CREATE(int size)
{
    FN(node_t) *FN(local) = 0;
    FN(find)(FN(local), size + VALUE(3));
    return 0;
}

static int maybe(TABLE *t) { return t->asciilib_first->v; }

int plain(void)
{
    return asciilib_find(0, SAME(KIND_branch)) + (asciilib_create(3) != 0) + maybe(0);
}
#undef FN
int FN(gone)(int a) { return a; }
int (*table[])(asciilib_node_t *, int) = { asciilib_find };
