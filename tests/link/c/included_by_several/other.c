static int first(int key) { return -key; }
#include "mod/part.h"
int other(void) { return part(3); }
