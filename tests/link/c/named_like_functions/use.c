#include "bits.h"
int one(int from)
{
    return get_bit(from, 1, "one");
}
int two(int from)
{
    return get_bits(from, 1, 2);
}
int three(int bit)
{
    return write(bit);
}
