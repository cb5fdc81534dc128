#include "shared.h"
static int clip(int code) { return code; }
int other(void) { return shared(clip(2)); }
