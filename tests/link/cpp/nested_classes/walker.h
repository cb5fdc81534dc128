#pragma once
#include "tree.h"
namespace data {
class Tree::Walker {
public:
    explicit Walker(Tree *tree) : tree_(tree) { }
    int next() { return checked(kLimit); }
    int order(Order o);
private:
    Tree *tree_;
};
}
