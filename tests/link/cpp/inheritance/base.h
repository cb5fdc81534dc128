#pragma once
class Base {
public:
    virtual ~Base();
    virtual int size() const = 0;
    virtual void close();
    int shared() const { return 1; }
protected:
    int count;
};
