#include "geo.h"
int length(int);
int use(geo::Point &p, geo::Point &q)
{
    swap(p, q);
    return length(1);
}
