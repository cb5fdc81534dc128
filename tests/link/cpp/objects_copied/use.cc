#include "iter.h"
#include <utility>
Iter Iter::operator++(int)
{
    Self temp(*this);
    ++at;
    return temp;
}
void use(Iter i, Other o, Node n)
{
    Iter copy(i);
    Iter moved(std::move(i));
    Iter from(o);
    Iter made(3);
    Iter braces{i};
    Node same(n);
    Node taken{std::move(n)};
}
