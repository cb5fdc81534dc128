#pragma once
#include "box.h"
struct Item { int weight() const; };
class Node : public Counted<Node> { public: int number() { return 1; } };
typedef Box<Item> ItemBox;
template <typename T> using Pair = Two<int, T>;
