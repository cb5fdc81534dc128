#define LIMIT 10
#define EMPTY
#define SQUARE(x) ((x) * (x))
#define CHECK(condition, ...)                     \
    do {                                          \
        if (!(condition)) /* stop */              \
            fail(#condition, __FILE__, LIMIT);    \
    } while (0)
#define LOG(fmt, args...) print(fmt, ##args)

void fail(const char *text, const char *file, int limit);

int use(int n)
{
    CHECK(n < LIMIT);
    return SQUARE(n) + EMPTY 1;
}

#ifdef LIMIT
#undef LIMIT
#endif
