#pragma once
#include <cstddef>
#include <string>

class Writer {
public:
    void write(const char *text, std::size_t length);
};

// Text between quotes is an array, so nothing has to be made of it.
template <std::size_t N>
inline Writer &operator<<(Writer &to, const char (&text)[N]);
inline Writer &operator<<(Writer &to, const std::string &text);
inline Writer &operator<<(Writer &to, char c);

// What is no template is rather taken.
template <std::size_t N>
void put(Writer &to, const char (&text)[N]);
void put(Writer &to, const char *text);
void put(Writer &to, int n);

// A size that is written may be another.
void tag(Writer &to, const char (&text)[4]);
void tag(Writer &to, const char (&text)[5]);
