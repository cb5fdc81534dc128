/* What a build without checks has: macros that mention nothing of what they are given. */
#define CHECK(condition) ((void)0)
#define TRACE(level, ...) \
    do {                  \
    } while (0)
#define KEEP(value) consume(value)
#define COUNT() next()
int consume(int);
int next(void);

#if defined(_MSC_VER)
int format(char *, int); /* elsewhere the library has it */
#endif
