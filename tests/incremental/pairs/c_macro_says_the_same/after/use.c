#include "make.h"
MAKE(box)
{
    return key;
}
int use(void) { return box_get(1); }
