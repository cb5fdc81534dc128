#include "two_b.h"
EACH(one)
int near_one(void) { return b_one(); }
