#pragma once
#include "buffer.h"
struct buffer_t {
    int length;
    int next() const { return length + 1; }
};
