struct file;
struct ops {
    int (*open)(struct file *);
    void (*close)(struct file *);
};
struct file { const struct ops *ops; };
extern const struct ops disk_ops;
