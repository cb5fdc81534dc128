#include "entries.hpp"

int id_of_first()
{
    registered::first_entry entry;
    return entry.id();
}
