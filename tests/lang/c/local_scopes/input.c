int x;

int shadow(int x)
{
    x = 1;
    {
        int x = 2;
        x++;
    }
    for (int x = 0; x < 3; x++)
        ;
    return x;
}

int visible(void)
{
    int y = x;
    int x = y;
    struct local { int field; } l = {1};
    enum { ONE = 1 };
    typedef struct local alias;
    alias a = l;
    return x + a.field + l.field + ONE;
}
