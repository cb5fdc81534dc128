#include "map.h"

typedef struct box { int size; } box;
MAP_FUNCTIONS(boxes, box)

int size_of(boxes *all, int key)
{
    return boxes_get(all, key)->size;
}
