#include "base.h"

void close() {}
int size;

struct Derived : Base {
    int finish()
    {
        close();
        return size;
    }
    int end();
};

int Derived::end()
{
    Base::close();
    return size;
}
