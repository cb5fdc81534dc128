struct dev;
int op_open(struct dev *d, int flags);
int op_close(struct dev *d);
#define CALL(op, ...) op_##op(__VA_ARGS__)
#define APPLY(f, x) f(x)
#define APPLY_TO(f, args...) (f)(args)
#define CHECKED(call) do { if ((call) < 0) return -1; } while (0)
#define CAT_(a, b) a##b
#define CAT(a, b) CAT_(a, b)
#define START(name) CAT(drv_, name)(1)
#define OPEN_FIRST(d) CALL(open, d, 1)
#define DECLARE_STEP(name) int step_##name(int)
#define MEMBER(o, name) (o)->get_##name()
#define LISTED(X) X(red) X(blue)
#define TOO_MANY(p0, p1, p2, p3, p4, p5, p6, p7, p8, p9, p10, p11, p12, p13, p14, p15, p16, p17, p18, p19, p20, p21, p22, p23, p24, p25, p26) \
    op_##p0(p1, 1)
