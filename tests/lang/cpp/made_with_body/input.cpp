#define TEST(base, name) class Case_##name : public base { void Run(); }; void Case_##name::Run()
#define METHOD(name) int Store::name(int key)

class Fixture {};
class Store {
    int get(int key);
};

TEST(Fixture, Empty)
{
    auto f = [] { return 1; };
    f();
}

METHOD(get) { return key; }

namespace inner {
TEST(Fixture, Inside) { TEST_CHECK(1); }
}
