int before(void)
{
    return 1;
}

int broken(int a
{
    return before( +;
}

struct kept { int x; };

int after(struct kept *k)
{
    return before() + k->x;
}
