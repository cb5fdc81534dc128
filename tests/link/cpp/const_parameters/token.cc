#include "token.hpp"
const Token *find(const Token *start, const char text[]) { return start; }
const Token *find(const Token *start, const char text[], const Token *end) { return end; }
Token *find(Token *start, const char text[]) { return start; }
int size(int width, const int height) { return width + height; }
int area(int width, Token *by, int times) { return width * times; }
