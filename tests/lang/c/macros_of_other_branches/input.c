#define CORE 1
#ifdef OMIT_LOG
#define log_it(x, y)
#else
void log_it(int x, int y);
#endif
#ifndef CORE /* known by now: nothing in here is read */
#define CORE 2
#endif
#if !defined(CORE)
#define close_it api->close_it
#endif
void close_it(int id);

void use(void)
{
    log_it(1, 2); /* declared so far, and not a macro unless a build says so */
    close_it(1);
}

#ifdef WITH_TRACE
#define trace(x) log_it(x, 0)
void traced(void)
{
    log_it(1, 2); /* a branch that is as open asks for something else */
    trace(1);     /* but this one is the same */
}
#endif

void log_it(int x, int y) {}
void close_it(int id) {}

#ifdef WITH_COUNT
#define count(x) add(x)
#else
#define count(x)
#endif
void add(int x) {}
void counted(void)
{
#ifdef WITH_COUNT
    count(1); /* the first of the two */
#endif
}
#if !(defined(ODD) && defined(__cplusplus))
int kept_in_c;
#endif
