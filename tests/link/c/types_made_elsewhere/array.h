#define Array(T)       \
    struct {           \
        T *contents;   \
        unsigned size; \
    }
#define array_get(self, i) ((self)->contents[i])
#define LIST_HEAD(name, type) \
    struct name {             \
        struct type *first;   \
    }
#define VISITOR(name) void (name)(struct tree *tree)
