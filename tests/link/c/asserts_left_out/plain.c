#include <assert.h>
extern int is_valid(int key);
void plain(void) { assert(is_valid(1)); }
