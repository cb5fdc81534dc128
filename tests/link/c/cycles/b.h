#ifndef B_H
#define B_H
#include "a.h"
typedef struct b { struct a *a; int value; } b;
#endif
