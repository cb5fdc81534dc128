#include "kinds.h"

int first_of(kinds *k, species *s)
{
    return *k->slots + *s->slots;
}
