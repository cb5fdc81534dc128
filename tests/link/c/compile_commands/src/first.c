#include "value.h"
int first(void) { return value(); }
