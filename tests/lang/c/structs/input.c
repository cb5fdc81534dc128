struct point {
    int x, y; /* position */
    unsigned hidden : 1;
};

/** A shape. */
struct shape {
    struct point center;
    struct point corners[4];
    const char *name; ///< what it is called
    struct shape *next;
};

struct later;

double area(const struct shape *s, struct later *unknown)
{
    struct point c = s->center;
    return c.x * s->corners[1].y + s->next->center.x;
}
