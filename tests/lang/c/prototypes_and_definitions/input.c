int later(int n);
extern int elsewhere(int n);
static void helper(void);

int first(void)
{
    helper();
    return later(1) + elsewhere(2);
}

int later(int n)
{
    return n;
}

static void helper(void)
{
}

int two(void), three(int a, int b);
