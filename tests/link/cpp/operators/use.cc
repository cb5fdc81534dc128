#include "ptr.h"
#include "vec.h"
using geo::Vec;
int members(Vec a, Vec b, const Vec &fixed)
{
    Vec sum = a + b;
    a += -b;
    a = sum;
    geo::Wide wide;
    return a[0] + fixed[1] + (a + b).size() + (wide + a).size();
}
int free_ones(Vec a, Vec b, geo::Out out)
{
    geo::Flags both = geo::kOne | geo::kTwo;
    out << a << 1;
    return a == b && (2 * a).size() && both;
}
typedef Vec *VecPtr;
int of_the_language(Vec *p, Vec *q, VecPtr r, int i, int j, geo::Plain a, geo::Plain b)
{
    p[i] = *q;
    r = p + 1;
    p++;
    i += j;
    return p == q && i == j && (a | b) && r == q && p->x;
}
int led_to(Ptr<Item> p, Ptr<Item> other, Item *raw, List<Item> list)
{
    ++p;
    p++;
    take(&*p);
    take(raw);
    take(*raw);
    take(list[0]);
    return p->weight() + (*p).weight() + raw->weight() + (p == other) + (&list + list).weight();
}
template <typename T> int unknown(T a, T b) { return a == b; }
int enums_and_const(geo::Vec a, const geo::Vec &b, Ptr<const Item> inner)
{
    geo::Flags flags = geo::kOne;
    return (flags | 1) + (a == b) + (flags == geo::kTwo) + b[0] + inner->weight();
}
