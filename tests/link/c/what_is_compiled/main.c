#include "port.h"

int main(void)
{
    handle h;
#ifdef _WIN32
    flush_all();
    other();
#endif
#ifdef TRACE
    other();
#endif
    close_it(&h);
}
#ifndef HEAP
#define HEAP 0
#endif
void unlikely(handle *h)
{
#if HEAP
    other();
#elif __GNUC__ >= 3
    close_it(h);
#else
    other();
#endif
#ifdef PORT_WIN32
    other();
#endif
#ifndef NDEBUG
    other();
#endif
}
