#include "types.h"

struct Text {
    Text(const char *text);
};

inline void put(int n) {}
inline void put(unsigned n) {}
inline void put(Text text) {}
