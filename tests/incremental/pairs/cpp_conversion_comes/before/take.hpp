#pragma once
#include "flag.hpp"
struct Other {
    Other(const Flag &);
};
inline void take(bool on) {}
inline void take(Other other) {}
