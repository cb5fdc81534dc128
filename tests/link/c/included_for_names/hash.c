#define CAT(a, b) a##b
#define EXPAND_CAT(a, b) CAT(a, b)
#define FN(X) EXPAND_CAT(X, HASHER())

#define HASHER() H2
#define BITS 16
#include "hash_inc.h"
#undef BITS
#undef HASHER
#define HASHER() H3
#define BITS 17
#include "hash_inc.h"
#undef BITS
#undef HASHER

int use(void)
{
    struct HashH2 a;
    return StoreH2(&a, 1) + StoreH3(0, 2) + helper(3);
}

#define SH_PREFIX pages
#define SH_ELEMENT int
#include "simplehash.h"
int use_pages(void) { return pages_create(3); }

#include "scan_inc.c"
#define SCAN(name) name##_again
#include "scan_inc.c"
#undef SCAN
int scan_both(void) { return scan(1) + scan_again(2); }
