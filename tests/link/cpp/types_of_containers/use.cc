#include "node.h"
using namespace std;
int use(Tree &tree, Chain &chain, Index &index, vector<Node *> &list)
{
    int sum = tree.top->cost();
    for (Tree::const_iterator i = tree.begin(); i != tree.end(); ++i)
        sum += (*i)->cost();
    for (Chain::iterator i = chain.begin(); i != chain.end(); ++i)
        sum += i->cost();
    for (Index::iterator i = index.begin(); i != index.end(); ++i)
        sum += i->second.cost();
    for (vector<Node *>::reverse_iterator i = list.rbegin(); i != list.rend(); ++i)
        sum += (*i)->cost();
    Chain::iterator last;
    for (last = chain.begin(); last != chain.end(); ++last)
        sum += last->cost();
    return sum;
}
int more(std::vector<Node> &nodes, Index::mapped_type &node)
{
    std::vector<Node>::iterator a = nodes.begin(), b = std::next(a);
    std::vector<Node>::size_type size = nodes.size();
    auto found = std::find_if(nodes.begin(), nodes.end(), 0);
    return (a == b) + (*a == *b) + node.cost() + found->cost() + size.cost();
}
int show(const Chain &chain, const Chain::const_iterator &at);
int show(const Chain &chain, const Chain::const_reverse_iterator &at);
int told(const Chain &chain)
{
    Chain::const_iterator i = chain.begin();
    return show(chain, i);
}
