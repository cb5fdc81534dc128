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
