#include <stdio.h>
#include "local.h"
#include "sub/dir.h" // why
#ifdef WITH_ZLIB
#include <zlib.h>
#endif
#define CONFIG "config.h"
#include CONFIG

int main(void)
{
    return printf("hello");
}
