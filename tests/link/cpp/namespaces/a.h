#pragma once
namespace outer {
class Shape { public: int area() const; };
namespace inner { int helper(int); }
inline namespace v1 { int versioned(); }
}
