#define API __attribute__((visibility("default")))

__attribute__((noreturn)) void die(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

API int exported(void);

struct __attribute__((packed)) wire { char kind; };

[[deprecated("use exported")]] int old(void);

static inline __attribute__((always_inline)) int fast(int n)
{
    return n;
}

_Noreturn void stop(void);
extern __thread int per_thread;
int aligned __attribute__((aligned(16)));
typedef __attribute__((aligned(1))) int unaligned;
