#pragma once
class Lock {
public:
    Lock();
    Lock(int level);
    Lock(const char *name);
    Lock(const Lock &other);
};
class Plain {
public:
    int size;
};
enum Kind { SMALL };
struct Owner {
    Lock first_{1};
    Lock second_ = 2;
    Lock third_{"x"};
    Lock *pointer_ = nullptr;
    Lock given_;
    Lock listed_;
    Lock copied_;
    Plain plain_;
    Kind kind_;
    int count_;
    Owner();
    Owner(int level) : given_(level), listed_{"a"}, pointer_(nullptr), plain_(), kind_(SMALL), count_(1) { }
    Owner(const Owner &other);
};
