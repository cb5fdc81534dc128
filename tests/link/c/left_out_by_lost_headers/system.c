#include <config.h>
#include <zlib.h>
#ifdef WRITTEN_BY_BUILD
void written_too(void) {}
#endif
