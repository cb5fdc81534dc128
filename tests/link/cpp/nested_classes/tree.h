#pragma once
namespace data {
class Tree {
public:
    class Walker;
    struct Node { Node *left; int depth() const; };
    enum Order { Before, After };
    typedef Node *Link;
    int walk(Order order);
    static const int kLimit = 8;
private:
    Link root_;
    static int checked(int n);
};
}
