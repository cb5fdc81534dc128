int open(const char *path) { return path != 0; }
int helper(void) { return 1; }
