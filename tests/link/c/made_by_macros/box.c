#include "box.h"

#define GETTER(T, name) T box_##name(const box *b) { return box_check(b) ? b->name : 0; }
GETTER(int, size)

int box_check(const box *b) { return b != 0; }
