#include "shared.h"
static int read_word(int code) { return clip(code) + table[0].from + shared(code); }
