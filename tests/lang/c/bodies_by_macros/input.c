#define ALLOC_FUNC(name) void *name(unsigned long count, void **context)
#define FREE_FUNC(name) void ((name)(void *pointer, void **context))
#define MAKE_FUNC(name) void *(*(name)(int kind))
#define NOT_REACHED { stop(); }

static ALLOC_FUNC(default_alloc)
{
    return more(count, context);
}

static inline FREE_FUNC(default_free)
{
    less(pointer);
}

MAKE_FUNC(default_make)
{
    return default_alloc(kind, 0);
}

int started(int *info) NOT_REACHED
void started_twice(int *info,
                   int other) NOT_REACHED
int unknown_body(void) FAILS_ALWAYS
static int behind(void)
{
    return started(0) + unknown_body();
}
int attributed(void) SOME_ATTRIBUTE OTHER_ATTRIBUTE;
