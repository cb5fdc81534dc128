#pragma once
#include <map>
#include <string>
#include <vector>
struct Item { int cost() const; };
class Bag {
public:
    const Item *begin() const;
    const Item *end() const;
};
struct Iterator { Item &operator*(); Iterator &operator++(); };
class Chain { public: Iterator begin(); Iterator end(); };
