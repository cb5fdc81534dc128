#include <value.h>
int other(void) { return value(); }
