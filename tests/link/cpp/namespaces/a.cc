#include "a.h"
namespace outer {
namespace { int hidden() { return 1; } }
int Shape::area() const { return hidden() + inner::helper(2); }
namespace inner { int helper(int n) { return n; } }
namespace v1 { int versioned() { return 1; } }
}
