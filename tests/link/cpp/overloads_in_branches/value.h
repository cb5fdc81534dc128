#include "config.h"
namespace J {
class Value {
public:
  using LargestInt = J::LargestInt;
  LargestInt asLargestInt() const;
  Int asInt() const;
  LargestInt held;
};
void show(LargestInt v);
#if defined(HAS_INT64)
void show(Int v);
#endif
void show(bool v);
void quote(Int v);
void quote(int64_t v);
}
