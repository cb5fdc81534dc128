#include "types.h"
#include "one.h"
#include "two.h"
int f(int n) { return size_of(n); }
