#include "api.h"
struct context { int size; };
static context instance;
context *context_new(void) { return &instance; }
int context_size(context *c) { return c->size; }
