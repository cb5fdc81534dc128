#include "token.hpp"
void use(const Token *fixed, Token *free)
{
    find(fixed, "a");
    find(free, "b");
    find(fixed, "c", free);
    size(1);
    area(1, free);
}
struct Range { Range(int from, int to); explicit Range(const char *text); Range(); };
bool ends(const char *text, char with);
template <int N> bool ends(const char *text, const char (&with)[N]);
int left(int ms) { return ms; }
int left(timeval &time) { return 1; }
void made(const char *text)
{
    Range range{1, 2}, other{text};
    Range none{};
    timeval time;
    left(time);
    ends(text, 'a');
}
