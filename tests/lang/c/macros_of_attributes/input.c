// Attributes by macros that nothing here defines: what is declared is told by the rest.
typedef struct coder coder;

static inline int lib_attribute((always_inline))
compare(const coder *a, const coder *b lib_attribute((__unused__)), int from[] NOT_USED)
{
    return a == b;
}

extern void *lib_attribute((__malloc__))
allocate(unsigned long size lib_attribute((__unused__)));

#ifdef __GNUC__
__inline
#endif
static int first(const coder *a)
{
    return compare(a, a, 0);
}

#ifdef COUNTING
#ifdef __GNUC__
__inline
#else
inline
#endif
static int second(const coder *a)
{
    return first(a);
}
#endif

int third(const coder *a)
{
    return first(a) + second(a);
}
