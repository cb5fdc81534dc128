#include "writer.h"

void report(Writer &out, const std::string &name, const char *unit)
{
    out << "text";
    out << name;
    out << 'c';
    out << "a" << 'b';
    put(out, "text");
    put(out, 3);
    tag(out, "abc");
    out << unit;
}
