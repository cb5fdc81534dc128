#include "a.h"
#include "b.h"
namespace alias = outer::inner;
namespace outer {
int use(const Shape &s) { return s.area() + inner::helper(1) + versioned(); }
}
int use_all(const outer::Shape &a, const other::Shape &b)
{
    return a.area() + b.area() + alias::helper(3) + outer::v1::versioned() + ::outer::versioned();
}
