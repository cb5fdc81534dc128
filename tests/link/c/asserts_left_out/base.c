#include "base.h"
int is_valid(int key)
{
    assert(is_small(key));
    return key > 0;
}
int is_small(int key) { return key < 10; }
