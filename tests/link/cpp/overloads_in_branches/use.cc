#include "value.h"
namespace J {
void use(const Value &v, LargestInt n, bool b)
{
    show(v.asLargestInt());
    show(v.asInt());
    show(v.held);
    show(n);
    show(b);
    quote(v.asLargestInt());
    quote(v.held);
}
}
