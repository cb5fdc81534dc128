#include "point.h"
namespace geo { int distance(const Point &a, const Point &b) { return a.x_ - b.x_; } }
int use(const geo::Point &p, const geo::Point &q)
{
    auto both = [&](int n) { return n + p.x() + geo::distance(p, q); };
    return both(1) + same(p, q);
}
