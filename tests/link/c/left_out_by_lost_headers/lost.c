#include "lib_features.h"
#include "library.h"
#ifdef WRITTEN_BY_BUILD
void written(void) {}
#endif
