#pragma once
#include "macros.h"

class Node {
    PROPERTY(int, width)
    UNKNOWN_TO_ALL(Node)
public:
    Node(int width) : width_(width) {}
    CLONES(Node)
    VISITED()
};

class Leaf : public Node {
    PROPERTY(NodeRef, above)
    CLONES(Leaf)
    UNKNOWN_TO_ALL(Leaf)
    ALSO_UNKNOWN()
};

class Block : public Node {
    PROPERTY(LeafRef, first)
public:
    int size() const { return 1; }
};
