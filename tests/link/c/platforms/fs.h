int fs_open(const char *path);
