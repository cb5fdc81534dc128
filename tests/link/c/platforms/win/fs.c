#include "../fs.h"
int fs_open(const char *path) { return path == 0; }
