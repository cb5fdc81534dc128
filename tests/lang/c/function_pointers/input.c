typedef void (*handler)(int);

struct ops {
    int (*open)(const char *path);
    handler close;
};

static int open_file(const char *path)
{
    return path[0];
}

static void close_file(int fd)
{
}

static const struct ops file_ops = {open_file, close_file};
int (*hooks[2])(const char *) = {open_file};
int (*choose(int which))(const char *);

int run(const struct ops *ops, handler done, int (*extra)(int))
{
    int fd = ops->open("a");
    (*ops->close)(fd);
    done(extra(fd));
    hooks[0]("b");
    return choose(1)("c");
}
