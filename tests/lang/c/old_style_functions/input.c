int scale(value, by)
int value;
char *by;
{
    return value + by[0];
}

struct point { int x; };

int left(p, q)
    struct point *p;
    struct point q;
{
    return p->x + q.x;
}
