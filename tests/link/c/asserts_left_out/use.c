#include "base.h"
void use(int key)
{
    assert(is_valid(key));
    if (is_valid(key))
        use(key - 1);
}
void check(int key) { assert(is_valid(key)); }
