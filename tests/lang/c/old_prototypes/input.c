#define OF(args) args

struct state {
    int used;
};
extern int reset OF((struct state *, int));
static void grow _((struct state *s));

/** Finds a byte. */
char *find(text, byte)
    char *text;
    int byte;
{
    while (*text != byte)
        text++;
    return text;
}

static void grow(s)
    struct state *s;
{
    s->used++;
#if STEPS != 1
    Call GROW() STEPS-1 more times
#endif
    while (s->used < 0)
        reset(s, 0);
}
