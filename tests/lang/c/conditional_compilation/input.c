#if defined(FAST) && LEVEL > 1
int speed(void)
{
    return 2;
}
#elif defined(SLOW)
int speed(void)
{
    return 1;
}
#else
int speed(void);
#endif

#if 0
int never(void) { return
#endif

struct options {
#ifdef FAST
    int fast;
#else
    int slow;
#endif
};

int main(void)
{
#ifdef FAST
    speed();
#endif
    return 0;
}
