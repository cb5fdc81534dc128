#include "bits.h"
#undef get_bit
#undef get_bits
int get_bit(int from, int at) { return from >> at; }
int get_bits(int from, int at, int count) { return from >> at & count; }
int write(int bit) { return bit; }
