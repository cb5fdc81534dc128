#define LIST_MEMBERS(T) T *items; unsigned count;
#define LIST(name, T)        \
    typedef struct {         \
        LIST_MEMBERS(T)      \
        struct { int a; } x; \
        union {              \
            int small;       \
            long large;      \
        };                   \
    } name
LIST(ints, int);

#define NODE(name, T)          \
    typedef struct name name;  \
    struct name {              \
        struct name *next;     \
        T value;               \
    };
NODE(link, ints)

#define TAGGED(name) typedef struct name##_tag { int one; } name, *name##_ref
TAGGED(thing);

#define SAME(name) typedef enum name { name##_a, name##_b = 2 } name
SAME(mode);

#define NUMBERS enum { ONE = 1, TWO }
#define LIST_NUMBERS(X) NUMBERS
LIST_NUMBERS(1);

int sum(ints *list, link *l, thing *t, struct thing_tag *same)
{
    mode m = mode_a;
    if (m == mode_b)
        return list->small + list->large + TWO;
    return list->items[0] + l->next->value.count + t->one + same->one;
}
