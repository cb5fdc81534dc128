#include "log.h"
void log(const char *format, ...)
{
    va_list list;
    log(format, list);
}
