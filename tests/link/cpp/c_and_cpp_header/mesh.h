#pragma once

struct mesh {
    int size;
};

#ifdef __cplusplus
extern "C" {
#endif
int mesh_size(const struct mesh *m);
#ifdef __cplusplus
}
#endif

#if defined(__cplusplus) && !defined(MESH_PLAIN)
template <typename T> class Shelf {
public:
    T *take(int count) { return rows_ + count; }

private:
    T *rows_;
};

inline int mesh_twice(const mesh &m)
{
    return 2 * mesh_size(&m);
}
#endif
