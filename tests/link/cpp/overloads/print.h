#pragma once
class Text;
void print(int);
void print(double);
void print(const char *);
void print(const Text &);
void print(int, int);
class Text { public: Text(const char *); Text(int length, char fill); int size() const; int size(); };
