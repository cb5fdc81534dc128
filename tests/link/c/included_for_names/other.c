#include "named.h"

int LIB(open)(int path) { return LIB(check)(path); }
int named(void) { return lib_open(1); }
