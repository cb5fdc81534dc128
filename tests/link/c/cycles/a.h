#ifndef A_H
#define A_H
#include "b.h"
typedef struct a { struct b *b; } a;
#endif
