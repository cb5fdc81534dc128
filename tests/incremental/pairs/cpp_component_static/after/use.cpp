#include "pair.hpp"
void use()
{
    auto [x, y] = make();
    x.run();
    y.run();
}
