#include "tree.h"
void use(Derived &d, const Base &fixed, Base &free, Ptr<Leaf> p, Same<Leaf *> q, LeafPtr r)
{
    d.put("a");
    fixed.leaf();
    free.leaf();
    p->grow();
    q->size();
    r->size();
    take(free.leaf());
    std::move(p)->grow();
    const Leaf *kept = fixed.leaf();
    take(kept);
}
