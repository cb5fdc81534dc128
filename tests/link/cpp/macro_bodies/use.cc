#include "check.h"
struct Test {
    void run(int n) { CHECK_EQ(n, 1); }
};
