#include "lib.h"
void f(char *b) {
    snprintf(b, 1, "x");
}
