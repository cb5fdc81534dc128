#pragma once
#include <cstdarg>
void log(const char *format, ...);
void log(const char *format, va_list list);
struct Tokens {};
struct Words {};
namespace text { struct Line {}; }
class Reader {
public:
    void read(const text::Line &line);
    void read(const lib::list<Words> &words) {}
};
