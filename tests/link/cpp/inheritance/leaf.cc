#include "middle.h"
class Leaf final : public Middle {
public:
    int size() const override { return count + shared(); }
    void close() override { Middle::close(); this->shared(); }
};
int use(Base &b, Leaf &l) { b.close(); l.close(); return l.shared() + b.size(); }
