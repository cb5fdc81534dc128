static int check(int key) { return key > 0; }
static int first(int key) { return key; }
#include "mod/part.h"
int main(void) { return part(1); }
