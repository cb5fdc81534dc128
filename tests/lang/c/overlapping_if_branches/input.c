#ifdef BIG
typedef long word;
#else
typedef int word;
#endif

#ifdef BIG
static word load(const char *p) { return p[0]; }
#else
static word load(const char *p) { return p[1]; }
#endif

word use(const char *p)
{
    return load(p);
}
