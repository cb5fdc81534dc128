#define MAKE(name) static int name##_get(int key)
