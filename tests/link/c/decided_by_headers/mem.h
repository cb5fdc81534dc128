#include "config.h"
int mem_read(int at);
