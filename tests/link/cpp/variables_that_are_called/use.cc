#include "callable.h"
int use(int n) { return next(n) + before(n); }
