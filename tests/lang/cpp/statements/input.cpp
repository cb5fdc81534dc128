struct Item {
    int key;
    int size() const;
};
Item *find(int key);
struct Pair { int first, second; } make_pair_of();
struct Error { const char *what() const; };

int all(Item (&items)[4])
{
    int sum = 0;
    for (const Item &item : items)
        sum += item.size();
    if (Item *found = find(1); found != nullptr)
        sum += found->key;
    while (auto *next = find(sum))
        next->key++;
    auto [first, second] = make_pair_of();
    switch (int kind = first; kind) {
    case 1:
        break;
    }
    try {
        throw Error();
    } catch (const Error &e) {
        e.what();
    }
    do {
        int local = second;
        sum += local;
    } while (sum < 3);
    return sum;
}
