/** Adds two numbers. */
int add(int a, int b)
{
    return a + b;
}

static int twice(int n)
{
    return add(n, n);
}

void nothing(void)
{
}

int unspecified();

int log_all(const char *format, ...)
{
    return twice(unspecified(1, 2, 3));
}
