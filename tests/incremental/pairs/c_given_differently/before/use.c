#include "join.h"
#define JOIN(a, b) a##_##b
#define SCAN(name) JOIN(name, once)
#include "scan.inc.h"
#undef SCAN
int use(void) { return scan_once(1); }
