#include "item.h"
int use(Box<Item> &box, ItemBox named, Node &node, Pair<Item> &pair)
{
    auto item = box.get();
    return item.weight() + named.get().weight() + box->weight() + box[1].weight() +
           node.id() + node.self().number() + pair.second.weight();
}
template <typename T> int unknown(T &t) { return t.weight() + t.get(); }
