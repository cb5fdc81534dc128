#include <stdio.h>
#include <sys/types.h>
#include "own.h"
#include "missing.h"

int main(void)
{
    printf("%d", own());
    return 0;
}
