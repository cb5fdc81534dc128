#pragma once
struct Token { const Token *next() const; Token *next(); };
const Token *find(const Token *const start, const char text[]);
const Token *find(const Token *const start, const char text[], const Token *const end);
Token *find(Token *const start, const char text[]);
int size(const int width, int height = 0);
int area(const int, Token *const, const int = 1);
