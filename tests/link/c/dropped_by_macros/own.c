#include "parts.h"
#define ASSERT(condition)
#if defined(WITH_LOG)
#define LOG(text) write_log(text)
#else
#define LOG(text) ((void)0)
#endif
void own(int part)
{
    ASSERT(is_valid(part));
}
void open_choice(int part)
{
    LOG(length_of(part)); /* no build says which */
}
