#include "fs.h"
int main(void) { return fs_open("a"); }
