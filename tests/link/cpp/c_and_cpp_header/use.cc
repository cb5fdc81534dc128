#include "mesh.h"

int total(Shelf<mesh> shelf)
{
    return mesh_twice(*shelf.take(1)) + shelf.take(2)->size;
}
