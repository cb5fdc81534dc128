struct state { struct global *all; int depth; int shared; };
struct global { int errors; int shared; };
#define ALL(s) ((s)->all)
#if 0
struct never { int old; };
#endif
