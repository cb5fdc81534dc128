#ifdef HAVE_CONFIG_H
#include "config.h"
#endif
#include "part.h"
#ifdef STATED
void stated(void) {}
#endif
#ifdef WRITTEN_BY_BUILD
void written(void) {}
#endif
