#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>
#include "part.h"
int use(std::unique_ptr<Part> &owner, std::vector<std::unique_ptr<Part>> &list,
        std::map<std::string, Part> &index, std::optional<Part> perhaps)
{
    int sum = owner->cost() + owner.get()->cost() + list[0]->cost() + list.front()->cost();
    for (auto &part : list)
        sum += part->cost();
    auto made = std::make_shared<Part>();
    auto it = index.find("a");
    return sum + made->cost() + index["b"].cost() + index.at("c").cost() + it->second.cost() +
           perhaps->cost() + perhaps.value().cost();
}
