enum color { RED, GREEN = 2, BLUE = GREEN + 1 };
enum { ANONYMOUS = 7 };
enum state {
    IDLE, /**< nothing to do */
    BUSY
} state = IDLE;

enum color pick(enum state s)
{
    switch (s) {
    case IDLE:
        return RED;
    default:
        return ANONYMOUS ? BLUE : GREEN;
    }
}

enum { FALSE, TRUE };

int is_small(int n, int strict)
{
    return strict == TRUE ? n < 8 : is_small(n, TRUE) || FALSE;
}
