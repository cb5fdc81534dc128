#include "lex.h"

const char *digit(const char *from);
const char *letter(const char *from);

const char *name(const char *from)
{
    return sequence<letter, digit, letter>(from);
}

const char *one_letter(const char *from)
{
    return sequence<letter>(from);
}

int converted(void)
{
    return convert<int>(1) + convert<int, long>(2);
}
