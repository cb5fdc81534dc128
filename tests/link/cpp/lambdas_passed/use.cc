#include "point.h"
#include <algorithm>
void by_iterators(std::vector<Point> &all)
{
    std::for_each(all.begin(), all.end(), [](auto &p) { p.move(); });
    std::find_if(all.begin(), all.end(), [](const auto &p) { return p.norm() > 1; });
    std::sort(all.begin(), all.end(), [](auto &a, auto &b) { return a.norm() < b.norm(); });
}
void by_range(std::vector<Point> &all)
{
    std::ranges::for_each(all, [](auto &&p) { p.move(); });
}
void pointers(std::vector<Point *> &all)
{
    std::for_each(all.begin(), all.end(), [](auto *p) { p->move(); });
}
void by_sum(std::vector<Point> &all)
{
    std::accumulate(all.begin(), all.end(), 0, [](auto sum, auto &p) { return sum + p.norm(); });
}
void by_template(std::vector<Point> &all) { each(all, [](auto &p) { p.move(); }); }
void by_argument(Point &point) { both(point, [](auto n, auto &p) { p.move(); }); }
void by_method(Cloud &cloud) { cloud.each([](auto &p) { p.move(); }); }
