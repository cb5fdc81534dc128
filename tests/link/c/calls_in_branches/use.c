#include "config.h"
#include "parts.h"
#ifdef WITH_TRACE
static void traced(void) {}
#endif
#ifdef WITH_CACHE
static void cached(void) {}
#endif
void use(void)
{
#ifdef WITH_CACHE /* a header defines it */
    cache();
    cached();
#else
    plain();
#endif
#ifdef WITH_TRACE /* nobody does */
    trace();
    traced(); /* nor is this */
#ifdef WITH_CACHE
    debug();
#endif
#else
    plain();
#endif
#ifdef WITH_FILES /* a header that is not seen here does */
    files();
#endif
#ifdef WITH_HANDLES /* for another platform only */
    handles();
#endif
}
#ifdef WITH_TRACE
void use_traced(void)
{
#ifdef WITH_TRACE
    files();
#endif
#ifdef WITH_LIMITS
    cache();
#endif
}
#endif
void levels(void)
{
#if LEVEL
    debug();
#endif
#if OTHER_LEVEL /* who asks for a value expects one */
    plain();
#endif
}
