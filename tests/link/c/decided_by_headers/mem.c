#include "mem.h"
int mem_read(int at) { return at; }
