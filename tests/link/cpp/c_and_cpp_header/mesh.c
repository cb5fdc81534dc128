#include "mesh.h"

int mesh_size(const struct mesh *m)
{
    return m->size;
}
