#include "parts.h"
int is_valid(int part) { return part > 0; }
int length_of(int part) { return part; }
int consume(int value) { return value; }
int next(void) { return 1; }
