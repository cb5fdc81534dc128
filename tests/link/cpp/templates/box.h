#pragma once
template <typename T> class Box {
public:
    explicit Box(T value) : value_(value) { }
    T get() const { return value_; }
    T *operator->() { return &value_; }
    T &operator[](int i);
private:
    T value_;
};
template <typename T> T &Box<T>::operator[](int i) { return (&value_)[i]; }
template <typename D> class Counted {
public:
    int id() { return self().number(); }
    D &self() { return static_cast<D &>(*this); }
};
template <typename A, typename B> struct Two { A first; B second; };
