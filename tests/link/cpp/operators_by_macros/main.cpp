// Operators that a macro defines where it is used, of an enum and of a type. A number and an enumerator have the language's own.
#include "flags.h"
#include "use.h"

COMPARED (Key)

Flags use(Flags f, Key a, Key b, Number n, Unknown u)
{
    f |= A;
    unsigned plain = n | A;
    plain = u.flags | A;
    return a == b ? f | B : Flags (~f);
}
