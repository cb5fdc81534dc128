#define size_of(n) (sizeof(value) * (n))
