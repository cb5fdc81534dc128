#include <assert.h>
#if !defined(NDEBUG) && !defined(BASE_DEBUG)
#define NDEBUG 1
#endif
int is_valid(int key);
