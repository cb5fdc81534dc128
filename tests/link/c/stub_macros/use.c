#include "ssl.h"
int use(int option)
{
    ssl_close(option);
    trace(option);
    return ssl_supports(option);
}
