#include "join.h"
#define SCAN(name) JOIN(name, once)
#include "scan.inc.h"
#undef SCAN
int use(void) { return scan_once(1); }
