#define MAP_STRUCT(name, T) \
    typedef struct {        \
        T *slots;           \
    } name;

void *map_find(void *slots, int key);
void map_grow(void *slots);
