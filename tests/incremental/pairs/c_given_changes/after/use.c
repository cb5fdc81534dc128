#define SCAN(name) name##_once
#include "scan.inc.h"
#undef SCAN
#define SCAN(name) name##_twice
#include "scan.inc.h"
#undef SCAN
int use(void) { return scan_once(1) + scan_twice(2); }
