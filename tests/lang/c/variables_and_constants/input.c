int counter;
static const int limit = 10;
const char *name = "x";
const char *const fixed = "y";
extern int shared;
static int table[3] = {limit, 2}, *cursor = table;
volatile int flag;

void step(void)
{
    static int calls;
    extern int shared;
    int counter_copy = counter;
    calls++;
    counter += limit;
    shared = *cursor;
    flag = counter_copy;
}
