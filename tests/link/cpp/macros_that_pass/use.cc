#include "funcs.hh"
int use (funcs_t *f) { return f->width (1) + f->compat (2) + f->old (3); }
