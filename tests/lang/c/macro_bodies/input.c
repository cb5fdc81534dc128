struct node { struct node *next; int count; };
struct box { struct node *first; };
union word { int small; };
typedef struct box crate;
int grow(struct node *n);
struct box *find(int key);

#define COUNT(n) ((n)->count)
#define FIRST_OF(p) (((struct box *)(p))->first->count)
#define FIRST_CRATE(p) (((const crate *)p)->first)
#define FOUND(key) (find(key)->first->next)
#define SMALL(w) (*(union word *)(w)).small
#define HEAD(b) ((b)->first)
#define CALLED(f, x) (f(x)->first)
#define LINK(a, b)          \
    do {                    \
        (a)->next = (b);    \
        grow((a)->next);    \
    } while (0)
#define INIT { .first = 0 }
#define GROW(n) (COUNT(n), grow(n))
#define NAME(x) grow_##x
#define SELF(n) (n > 0 ? SELF(n - 1) : 0)
#define LOCAL(n) do { total += COUNT(n); grow(n); } while (0)

int use(struct node *n, void *p)
{
    int grow = FIRST_OF(p); /* hides the function */
    return GROW(n) + grow;
}

int total;

int use_all(struct node *n, void *p)
{
    LINK(n, n->next);
    LOCAL(n);
    return GROW(n) + HEAD(p)->count + FOUND(1)->count + SMALL(p) + SELF(2);
}

int parameter(struct node *n, int total)
{
    LOCAL(n);
    return total;
}

/* What it declares at its end, it does not call. */
#define PROGRAM_MAIN()                                                                             \
    int main(int argc, char **argv)                                                                \
    {                                                                                              \
        return run_all(argc, argv);                                                                \
    }                                                                                              \
    int main(int, char **)
