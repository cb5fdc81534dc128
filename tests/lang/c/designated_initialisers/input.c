struct inner { int a, b; };
struct outer { struct inner in; int list[3]; int c; };

static struct outer global = {.in = {.a = 1, .b = 2}, .list = {[0] = 5}, .c = 3};
static struct inner many[] = {{.a = 1}, [2] = {.b = 2}};

void fill(struct outer *o)
{
    struct outer local = {.in.a = 4};
    *o = (struct outer){.c = local.c, .in = {.b = global.in.b}};
    *o = (struct outer){c : 1};
}
