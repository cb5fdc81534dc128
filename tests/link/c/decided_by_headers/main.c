#include "calc.h"
int main(void)
{
    return multiply(divide(4, 2), lookup(3)) + either();
}
