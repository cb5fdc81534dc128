/* Types in parentheses behind _Atomic. */
static _Atomic(void *) held;
_Atomic(unsigned long) counts[4];
struct state {
    _Atomic(int) users;
    _Atomic int plain;
};
int add(_Atomic(int) *to, int by);
