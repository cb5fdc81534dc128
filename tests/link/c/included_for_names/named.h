#define LIB(name) lib_##name
int LIB(check)(int path);
