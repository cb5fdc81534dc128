#include "ops.h"
static int disk_open(struct file *f) { return f != 0; }
static void disk_close(struct file *f) { (void)f; }
const struct ops disk_ops = { .open = disk_open, .close = disk_close };
