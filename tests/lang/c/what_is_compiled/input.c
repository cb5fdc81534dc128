/* Definitions of other platforms and of #else branches are kept, and said to be so. */
#define LEVEL 2
#define USE_TABLE (LEVEL > 1)
#ifndef LIMIT
#define LIMIT 10
#endif

#ifdef _WIN32
int open_it(const char *path) { return win_open(path); }
#else
int open_it(const char *path) { return unix_open(path); }
#endif

#if USE_TABLE && !defined(__cplusplus)
static int look_up(int i) { return i; }
#elif LEVEL == 1
static int look_up(int i) { return i + 1; }
#else
static int look_up(int i) { return i + 2; }
#endif

#ifdef TRACE
static void trace(int i);
#endif

#if LIMIT > 20
int far_limit;
#endif

#if CONFIGURED > 1 || __has_include(<a.h>)
int unknown;
#endif

#if (sizeof(int) == 4
int not_understood;
#endif

#undef LEVEL
#if defined LEVEL
int gone;
#elif (~0u >> 28) == 0xf && 1 ? 1 : 0
int odd;
#endif

int use(int i)
{
#ifdef TRACE
    trace(i);
#endif
#if defined(__APPLE__) && LIMIT
    open_it("mac");
#endif
    return look_up(i) + open_it("a");
}

/* What a macro stands for is as open as the branch that defines it. */
#if CONFIGURED
#define NEEDS_TABLE 1
#else
#define NEEDS_TABLE 0
#endif
#if NEEDS_TABLE
int table_size;
#endif

/* Compilers are mostly of today. */
#if __GNUC__ < 3 || (__GNUC__ == 3 && __GNUC_MINOR__ < 4)
int of_old_compilers;
#else
int of_today;
#endif

/* What a header has for who asks for it, some file asks for. */
#if defined(SHOW_STATIC_LINKING_ONLY) || defined(SHOW_INLINE_ALL)
struct shown;
#endif
#ifdef SHOW_IMPLEMENTATION
void show(struct shown *s)
{
}
#endif

/* Of what serves to find mistakes, a build that says nothing has none. */
#if DEBUG_LEVEL > 1
void print_all(void);
#endif
#if __has_feature(memory_sanitizer) || DEBUG_LEVEL
void poison(void);
#else
int without_poison;
#endif
#if CHECK_MEMORY_SANITIZER && !defined(CHECK_DONT_POISON)
void poison_memory(void);
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(FUZZING_BUILD)
int checked;
#else
int unchecked;
#endif
#if __has_feature(blocks)
int with_blocks;
#endif
#ifdef WHOLE_IMPLEMENTATION
#ifdef __GNUC__
#define WHOLE_WAY 1
#endif
#if WHOLE_WAY == 2
static int whole(void) { return 2; }
#elif WHOLE_WAY == 1
static int whole(void) { return 1; }
#endif
int use_whole(void) { return whole(); }
#endif
#if WHOLE_WAY == 2
int perhaps_behind(void) { return 2; }
#endif
