#include "library.h"
#ifdef WRITTEN_BY_BUILD
void nowhere(void) {}
#endif
