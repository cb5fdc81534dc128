#include "map_parts.h"

#define MAP_FUNCTIONS(name, T)               \
    MAP_STRUCT(name, T)                      \
    static T *name##_get(name *m, int key)   \
    {                                        \
        return map_find(m->slots, key);      \
    }                                        \
    static void name##_put(name *m, T value) \
    {                                        \
        map_grow(&m->slots);                 \
    }

#define MAP_NAME(map, name) typedef map name
