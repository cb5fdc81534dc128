#include "buffer.hh"
#include "relies.hh"
int other(buffer_t *buffer) { return of(buffer); }
