struct item { struct item *link; int weight; };
typedef int amount;
int weigh(struct item *i);
void note(const char *text);
extern int limit;
#define WEIGHT(i) ((amount)(i)->weight)
#define HEAVY(i) (WEIGHT(i) > limit || weigh(i))
#define QUIET(x) ((void)0)
#ifdef NEVER_DEFINED
#define TRACE(x) note(x)
#else
#define TRACE(x) QUIET(x)
#endif
#define EACH(i) for (; i; i = i->link)
#define TWICE(i) (HEAVY(i) && HEAVY(i))
