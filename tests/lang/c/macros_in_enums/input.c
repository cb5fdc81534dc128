enum option {
    OPTION(OPTION_VERBOSE, 1, "be loud"),
    OPTION_QUIET DEPRECATED(2),
    OPTION_PLAIN __attribute__((deprecated)),
#define OPTION_PLAIN OPTION_PLAIN
#ifdef EXTRA
    OPTION_EXTRA,
#endif
    OPTION_LAST = 9
};

int last(void)
{
    return OPTION_LAST + OPTION_VERBOSE;
}

#define CAUSES(X) \
    X(SIZE, 1)    \
    X(RIGHTS, 2)
enum cause {
#define X(name, value) CAUSE_##name = value,
    CAUSES(X)
#undef X
    CAUSE_OTHER
};
