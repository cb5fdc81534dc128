#include "walker.h"
namespace data {
int Tree::walk(Order order)
{
    Walker walker(this);
    return walker.next() + root_->left->depth() + (order == Before) + walker.order(After);
}
int Tree::Node::depth() const { return left ? left->depth() + 1 : 0; }
int Tree::Walker::order(Order o) { return o == Tree::After ? checked(1) : tree_->walk(o); }
int Tree::checked(int n) { return n; }
}
int outside(data::Tree &t) { return t.walk(data::Tree::Before); }
