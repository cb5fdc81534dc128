#include "buffer.hh"
#include "relies.hh"
int all(buffer_t *buffer) { return of(buffer) + buffer->next(); }
