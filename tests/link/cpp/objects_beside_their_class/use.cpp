#include "text.hpp"

struct Item {
    Item(int n) {}
    Item(Text text) {}
    void run() {}
} item(4), other(make());

int use()
{
    struct Local {
        Local(Text text) {}
        void run() {}
    } local(make());
    local.run();
    item.run();
    return 0;
}
