#include "truth.h"
#ifdef _WIN32
#include "windows_config.h"
#endif
#ifdef WRITTEN_BY_BUILD
void nobody(void) {}
#endif
#if TRUTH
void truth(void) {}
#endif
