#include <memory>
#include <vector>

struct Item {
    int size() const { return n; }
    int n;
};

class Store {
public:
    void add(std::unique_ptr<Item> item);
    int total() const;

private:
    std::vector<std::unique_ptr<Item>> items_;
    std::map<std::string, Item *> index_;
};

void Store::add(std::unique_ptr<Item> item)
{
    index_["x"] = item.get();
    items_.push_back(std::move(item));
    auto fresh = std::make_unique<Item>();
    fresh->size();
}
