#define LIST_OF(name, type) struct name { struct type *first; struct type **last; }
#define MAP_OF(K, V) struct { K key; V value; unsigned count; } __attribute__((aligned(8)))
#define EITHER(A, B) union { A left; B right; }
#define PACKED(declaration) declaration __attribute__((__packed__))

struct entry { int id; };

typedef MAP_OF(const char *, struct entry *) entries_by_name;
typedef LIST_OF(queue_head, entry) queue, *queue_pointer;
static LIST_OF(, entry) nameless;
LIST_OF(alone, entry);

struct holder {
    LIST_OF(, entry) list;
    LIST_OF(held_head, entry) held;
    EITHER(int, char *) either;
    MAP_OF(int, int) *map, maps[4];
};

PACKED(typedef struct { unsigned bits; }) packed_bits;
typedef PACKED(struct tagged { unsigned short bits; }) packed_tagged;

/* macros of a header that is not there */
struct node { TAILQ_ENTRY(node) link; RB_ENTRY(node, rank) tree; };
static TAILQ_HEAD(, node) nodes;
static TAILQ_HEAD(node_head, node) heads = TAILQ_HEAD_INITIALIZER(heads);
typedef HASH_OF(char *, int) hash;
DEPRECATED("use lookup2", 1) int lookup(int key);
RESULT_OF(int, char *) compute(int a)
{
    return lookup(a);
}

int use(struct holder *h, entries_by_name *names, queue q)
{
    MAP_OF(int, int) local;
    local.count = 1;
    nameless.first = 0;
    h->list.first = 0;
    h->held.last = 0;
    h->either.left = 1;
    h->map->value = names->count;
    q.first = 0;
    return (int)local.count;
}
