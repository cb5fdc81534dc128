#include "tree.h"
Leaf *Base::leaf() { return nullptr; }
const Leaf *Base::leaf() const { return nullptr; }
void take(Leaf *leaf) { leaf->grow(); }
void take(const Leaf *leaf) { leaf->size(); }
