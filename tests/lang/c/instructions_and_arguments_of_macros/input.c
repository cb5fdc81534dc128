/* Instructions that are no strings; braces and operators that only macros are given. */
int last(int x);
const struct oid empty = OID_INIT(KIND, { 0xe6, .x = last(1), });

int block(int x)
{
    __asm {
        mov eax, x ; it's no character
        jne there
    there:
    }
    return last(x);
}

int line(int x)
{
    _asm mov eax, x
    return last(x);
}

int rounds(int l, int r)
{
    ROUND(0, l, r, +, ^, -);
    for_each(l, r) {
        last(l);
    }
    __asm__ volatile("nop");
    return last(r);
}
