#pragma once
#include <cstdint>
namespace J {
using Int = int;
#if defined(NO_INT64)
using LargestInt = int;
#undef HAS_INT64
#else
#if defined(_MSC_VER)
using Int64 = __int64;
#else
using Int64 = int64_t;
#endif
using LargestInt = Int64;
#define HAS_INT64
#endif
}
