#define JOIN(a, b) a##_##b
