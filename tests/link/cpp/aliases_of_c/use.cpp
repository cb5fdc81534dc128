#include "put.hpp"

void use(t first, in second)
{
    put(first);
    put(second);
}
