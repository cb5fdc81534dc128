#include <string>

namespace lib {
namespace detail {
int helper() { return 1; }
}
using detail::helper;
using std::string;
struct Thing {
    int n;
};
}

using namespace std;
using lib::Thing;

class Base {
public:
    void f(int);
    int field;
};

class Derived : Base {
public:
    using Base::f;
    using Base::Base;
    using Number = int;
    void g() { f(field); }
};

int main()
{
    using lib::helper;
    Thing t;
    lib::string s;
    return helper() + lib::helper() + t.n;
}
