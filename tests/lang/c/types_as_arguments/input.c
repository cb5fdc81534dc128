struct options { int verbose; };

int each(int count, ...)
{
    struct options *o = va_arg(list, struct options *);
    const char *text = va_arg(list, const char *);
    unsigned u = va_arg(list, unsigned int);
    printf("%" PRIu64 "\n", u);
    return container_of(o, struct options, verbose)->verbose + text[0];
}
