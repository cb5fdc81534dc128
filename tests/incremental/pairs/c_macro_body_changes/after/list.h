struct item { struct item *link; int weight; };
typedef int amount;
int weigh(struct item *i);
int note_all(struct item *i);
void note(const char *text);
extern int limit;
#define WEIGHT(i) ((i)->weight + note_all(i))
#define HEAVY(i) (WEIGHT(i) > limit || weigh(i))
#define QUIET(x) ((void)0)
#ifdef NEVER_DEFINED
#define TRACE(x) note(x)
#else
#define TRACE(x) QUIET(x)
#endif
#define EACH(i) for (; i; i = i->link)
#define TWICE(i) (HEAVY(i) && HEAVY(i))
