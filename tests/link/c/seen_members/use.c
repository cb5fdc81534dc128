#include <system.h>
#include "types.h"
int one(struct state *s) { return ALL(s)->errors; }
int result(void) { return unknown()->depth; }
int ambiguous(void) { return unknown()->shared; }
int elsewhere(void) { return unknown()->hidden; }
int foreign(struct system *y) { return y->depth; }
int inactive(void) { return unknown()->old; }
