#include "take.hpp"
void use(Flag flag)
{
    take(flag);
}
