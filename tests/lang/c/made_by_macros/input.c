#define INLINE static inline
typedef struct cpu {
    unsigned f1, f2;
} cpu;
int read_word(const cpu *c, unsigned bit);

/* A macro in a macro, and one that is defined anew. */
#define FLAG(name, word, bit) \
    static int has_##name(const cpu *c) { return read_word(c, bit) && c->word; }
#define F(name, bit) FLAG(name, f1, bit)
F(sse, 0)
F(avx, 1)
#undef F
#define F(name, bit) FLAG(name, f2, bit)
F(bmi, 0);
#undef F

/* Several at one place, and one for each of a list. */
#define PAIR(T, name)                          \
    T name##_get(const cpu *c) { return 0; }   \
    void name##_set(cpu *c, T value)           \
    {                                          \
        if (value) {                           \
            c->f1 = 1;                         \
        }                                      \
    }
PAIR(unsigned long, state)
#define EACH(X, ...) X(1, __VA_ARGS__) X(2, __VA_ARGS__)
#define WALK(n, kind) int walk_##kind##_##n(void) { return n; }
EACH(WALK,
     quick)

/* Types, with their members. */
#define LIST(T) \
    typedef struct T##_list T##_list; \
    struct T##_list { T *items; }
LIST(cpu);

/* Of the branches of an #if, the one that is compiled. */
#ifdef _WIN32
#define HANDLE(name) void name##_on_windows(void) {}
#else
#define HANDLE(name) void name##_here(void) {}
#endif
HANDLE(opened)

/* These define nothing. */
#define DECLARE(name) int name##_declared(void)
DECLARE(a);
#define TABLE(name) static const int name##_table[] = {1, 2}
TABLE(b);
#define TWICE(x) x x
TWICE(int c);
#define EXPORTED(T) extern T
EXPORTED(int) plain(void);

int main(void)
{
    cpu c = {0};
    state_set(&c, state_get(&c));
    return has_sse(&c) + has_bmi(&c) + walk_quick_2();
}

/* Fields, of macros with and without parameters. */
#define HEAD struct node *next; unsigned char tag, marked
#define ITEMS(T) T *items; int (*compare)(const T *a, int b); T first[4]
struct node {
    HEAD;
};
typedef struct list {
    HEAD;
    ITEMS(cpu);
    int bits : 3;
} list;
#define NO_FIELDS int check(void); struct later; unsigned int; const later; 1
struct odd {
    NO_FIELDS;
    HEAD
};
int read_list(list *l) { return l->next->tag + l->items->f1 + l->first[0].f2 + l->marked; }

/* Enumerators, of lists with and without commas of their own. */
#define COLORS(X) X(red) X(green)
#define AS_ENUM(name) color_##name,
enum color { COLORS(AS_ENUM) color_last };
#define MODES mode_a, mode_b = 3
enum mode { mode_first, MODES, mode_none = (1 + 2) };
enum shade {
    shade_first,
#define X(n) shade_##n,
    COLORS(X)
#undef X
};
#define NOTHING
enum other { NOTHING other_a, OTHER_OPTION(other_b, 1) };
int count(void) { return color_red + color_last + mode_b + mode_none + shade_green + other_a; }
enum own {
#define own_a own_a
    own_a = 1 << 2,
};
