#define SCAN(name) name##_once
#include "scan.inc.h"
