#include "bag.h"
int use(Bag &bag, Chain &chain, std::map<std::string, Item> &index, std::vector<Item *> &list)
{
    int sum = 0;
    for (const auto &item : bag)
        sum += item.cost();
    for (auto &item : chain)
        sum += item.cost();
    for (auto &[name, item] : index)
        sum += item.cost();
    for (auto &entry : index)
        sum += entry.second.cost();
    for (auto *item : list)
        sum += item->cost();
    auto [key, value] = *index.begin();
    return sum + value.cost();
}
