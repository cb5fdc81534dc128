/* Nobody includes this one: it is the only file that says what a COMMAND is. */
#define COMMAND(name) static int run_##name(int argc)
#define COLORS(X) X(RED) X(GREEN)
