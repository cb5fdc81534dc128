class Tree {
public:
    class Node;
    struct Options {
        int depth = 3;
        class Deep {
        public:
            int bottom();
        };
    };
    Node *root(const Options &o);

private:
    Node *root_;
};

class Tree::Node {
public:
    Node *left;
    int value;
};

Tree::Node *Tree::root(const Options &o)
{
    Node *n = root_->left;
    n->value = o.depth;
    return n;
}

int Tree::Options::Deep::bottom() { return 0; }
