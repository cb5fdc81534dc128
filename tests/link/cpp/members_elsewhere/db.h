#pragma once
namespace store {
class DB {
public:
    explicit DB(int size, bool sync = false);
    ~DB();
    int get(int key) const;
    int get(const char *key) const;
    int put(int key, int value = 0);
    int put();
    static DB *open();
private:
    void flush();
    int size_;
    static int count_;
    struct Rep;
    Rep *rep_;
};
}
