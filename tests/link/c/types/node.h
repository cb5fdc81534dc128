#pragma once
#include "base.h"
typedef struct node node;
struct node {
    struct base super;
    node *next;
    union { int number; void *pointer; } value;
    enum color color;
};
typedef struct { node *first; } chain;
