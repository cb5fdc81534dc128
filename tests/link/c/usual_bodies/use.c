#include "value.h"
int use(held v)
{
    return VALUE_KIND + VALUE_OF(v);
}
