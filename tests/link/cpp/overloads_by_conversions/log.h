#pragma once
#include <cstdint>
#include <string>
class Text {
public:
    Text(const char *s);
    explicit Text(int length);
};
class Shape { };
class Circle : public Shape { };
enum Color { RED };
enum class Mode { FAST };
using Count = uint32_t;

void put(long v);
void put(const std::string &v);
void write(const char *v);
void write(const std::string &v);
void write(int v);
void write(bool v);
int half(int v);
double half(double v);
void pack(uint8_t v);
void pack(uint32_t v);
void pack(double v);
void one(int v);
template <typename T> void one(T v);
void at(int *v);
void at(const int *v);
void show(const Text &v);
void show(int v);
void draw(const Shape &v);
void draw(bool v);
void paint(Mode v);
void paint(int v);
void none(std::nullptr_t v);
void none(const char *v);
void none(int v);
void take(void *v);
void take(const Shape *v);
void swallow(Text &&v);
void swallow(const Text &v);
