#include "fail.h"
#include "macros.h"
int use(int a)
{
    CHECK(a < LIMIT);
    TRACE("use");
    return SQUARE(a);
}
