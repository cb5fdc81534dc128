#ifdef _WIN32
#include "foreign.h"
#endif
#ifdef WRITTEN_BY_BUILD
void foreign(void) {}
#endif
