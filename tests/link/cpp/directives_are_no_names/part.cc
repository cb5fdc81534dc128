#include "many.h"
using namespace sn;
int part() { return alloc(2); }
