struct value {
    int tag;
    union {
        int number;
        struct {
            char *text;
            int length;
        };
    };
    struct {
        int line, column;
    } place;
};

static struct {
    int count;
} totals;

int read(struct value *v)
{
    v->place.line = v->number;
    totals.count++;
    return v->length;
}
