#include "value.h"
int as_first(void) { return value(); }
