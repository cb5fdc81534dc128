#include "check.h"
#include "parts.h"
void dropped(int part)
{
    CHECK(is_valid(part));
    CHECK(valid(part));
    TRACE(2, "%d", length_of(is_valid(part)));
}
void perhaps_dropped(int part)
{
    CHECK_PART(part);
}
void kept(int part)
{
    KEEP(length_of(part));
    COUNT();
    part = is_valid(part);
}
void passed_on(int part)
{
    length_of(is_valid(part)); /* no macro */
}
void other_platform(char *text)
{
    format(text, 1);
}
