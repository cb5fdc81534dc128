#include "config.h"
#if ON
void on(void) {}
#endif
#if OFF
void off(void) {}
#endif
#if WRAPPED
void wrapped(void) {}
#endif
#if f
void one_letter(void) {}
#endif

/* What is to be computed is not known. */
#if SUM
void sum(void) {}
#endif
#if HALF
void half(void) {}
#else
void whole(void) {}
#endif
