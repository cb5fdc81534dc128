#if defined(__GNUC__)
#define HAS_LONG 1
#endif
#define USE_TABLE 0
#define LIBC_OK
#define MEM_H
