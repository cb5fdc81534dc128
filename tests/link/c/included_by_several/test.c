#include "main.c"
static int second(int key) { return key; }
#include "mod/part.h"
int test(void) { return part(2); }
