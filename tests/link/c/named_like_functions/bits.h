int get_bit(int from, int at);
int get_bits(int from, int at, int count);
#define get_bit(from, at, label) get_bit(from, at)
#define get_bits(from, at, count) (get_bit(from, at, "x") + get_bits(from, at, count))
#define write write
int write(int bit);
