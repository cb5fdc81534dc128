#define MAKE(name) static int name##_get(long key)
