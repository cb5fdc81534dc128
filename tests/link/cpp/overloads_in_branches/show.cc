#include "value.h"
namespace J {
void show(LargestInt v) {}
#if defined(HAS_INT64)
void show(Int v) { show(LargestInt(v)); }
#endif
void show(bool v) {}
void quote(Int v) {}
void quote(int64_t v) {}
}
