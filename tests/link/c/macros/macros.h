#define SQUARE(x) ((x) * (x))
#define CHECK(x) do { if (!(x)) fail(#x); } while (0)
#define LIMIT 10
#ifdef DEBUG
#define TRACE(x) fail(x)
#else
#define TRACE(x) ((void)0)
#endif
