#include <fcntl.h>
int client(void) { return open("a", 0); }
