#include "node.h"
int show(const Chain &chain, const Chain::const_iterator &at) { return 0; }
int show(const Chain &chain, const Chain::const_reverse_iterator &at) { return 1; }
