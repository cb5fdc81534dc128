#define PRIV(x) _lib_##x
#define CALLBACK(x) (*x)
extern unsigned int PRIV(convert)(int value, char *out);
struct ops { int CALLBACK(run)(int); };
typedef void CALLBACK(done)(int);
unsigned int PRIV(convert)(int value, char *out)
{
    struct ops o;
    return helper(value) + o.run(1);
}
static int helper(int a) { return PRIV(convert)(a, 0); }
struct iter {
    void CALLBACK(free)(struct iter *i);
};
int walk(done cb, int CALLBACK(other)(int));
