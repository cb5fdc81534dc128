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
