typedef struct FN(Hash) { int x; int mask; } FN(Hash);

static int helper(int x) { return x; }

static int FN(HashBytes)(int x) { return helper(x) >> BITS; }

static int FN(Store)(FN(Hash) *self, int x)
{
    self->x = FN(HashBytes)(x);
    return self->x;
}
