#define COMMAND(name) static int run_##name(int argc, char **argv)
#define TWICE(name) int name##_before(void) { return 0; } int name##_main(void)
#define GUARD(name) if (name)

static int helper(int n) { return n; }

COMMAND(list)
{
    return helper(argc);
}

TWICE(work) { return helper(work_before()); }

int main(int argc, char **argv)
{
    GUARD(argc) {
        return run_list(argc, argv);
    }
    return work_main();
}

UNKNOWN(x)
EXPORTED(main);

#define MAP(name, T) \
    typedef struct { T *slots; int count; } name; \
    static int name##_size(name *m) { return m->count; }
MAP(int_map, int)
int size_of(int_map *m) { return int_map_size(m); }
