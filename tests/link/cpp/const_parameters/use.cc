#include "token.hpp"
void use(const Token *fixed, Token *free)
{
    find(fixed, "a");
    find(free, "b");
    find(fixed, "c", free);
    size(1);
}
