#include "ops.h"
#define GETTER(type, field) static int type##_get_##field(int v) { return check_##type(v); }
#define GET(type, field, v) type##_get_##field(v)
struct handler { const char *name; int (*run)(int); };
#define HANDLER(n) { #n, run_##n }
static int check_conf(int v) { return v; }
GETTER(conf, size)
static int twice(int x) { return x * 2; }
static int drv_start(int n) { return n; }
static int run_red(int n) { return n; }
static int run_blue(int n) { return n; }
static const struct handler handlers[] = { HANDLER(red), HANDLER(blue) };
DECLARE_STEP(one);
struct object { int (*get_size)(void); };
static int get_size(void) { return 1; }
int run(struct dev *d, struct object *o)
{
    if (CALL(open, d, 1) < 0)
        return -1;
    CHECKED(CALL(close, d));
    return APPLY(twice, 2) + APPLY_TO(twice, 3) + START(start) + MEMBER(o, size);
}
int first(struct dev *d) { return OPEN_FIRST(d) + GET(conf, size, 2); }
int local(int (*run_red)(int)) { return APPLY(run_red, 1); }
int all(void)
{
#define X(c) run_##c(1);
    LISTED(X)
#undef X
    return 0;
}
#define X(c) twice(run_##c(2));
int again(void)
{
    LISTED(X);
    return handlers[0].run(get_size());
}

/* More parameters than are told apart: nothing is said. */
int many(struct dev *d)
{
    return TOO_MANY(open, d, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
}
