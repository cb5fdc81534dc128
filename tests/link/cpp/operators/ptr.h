#pragma once
template <typename T> struct Ptr {
    T &operator*() const;
    T *operator->() const;
    T *get() const;
    Ptr &operator++();
    Ptr operator++(int);
    bool operator==(const Ptr &other) const;
};
template <typename T> struct List {
    T &operator[](int i);
    template <typename U> friend T &operator+(const U *base, const List &list) { return *list.at(base); }
};
struct Item { int weight() const; };
void take(Item *item);
void take(const Item &item);
