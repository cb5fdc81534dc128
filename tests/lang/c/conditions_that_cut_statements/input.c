int open(int mode,
#ifdef WITH_FLAGS
         int flags,
#endif
         int extra)
{
#ifdef STRICT
    if (mode > 2) {
#else
    if (mode > 3) {
#endif
        return extra;
    }
#ifdef QUIET
    else
#endif
    mode = 1;
    return mode
#ifdef WITH_FLAGS
           + flags
#endif
        ;
}

static int
#ifdef WIDE
width(long n)
#else
width(int n)
#endif
{
    return n;
}

int list[] = {
    1,
#ifdef STRICT
    2,
#endif
    3,
};

int after(void)
{
    return width(1) + list[0];
}
