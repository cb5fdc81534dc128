/* A macro in front of a block is no function inside the function. */
#define dispatch(op) switch (op)
#define CODE(i) ((i) & 63)

static int step(int i) { return i; }

int run(int i)
{
    dispatch (CODE(i)) {
        case 1: return step(i);
        default: return 0;
    }
}
