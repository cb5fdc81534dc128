#include "api.h"
int use(void) { return context_size(context_new()); }
