class Base {
public:
    Base() = default;
    Base(int n) : n_(n) {}
    Base(const Base &) = delete;
    virtual ~Base();

protected:
    int n_ = 0;
};

class Derived : public Base {
public:
    Derived() : Derived(1, 2) {}
    Derived(int a, int b) : Base(a), b_{b} {}
    Derived(Derived &&other) noexcept : b_(other.b_) {}

private:
    int b_;
};

Base *make()
{
    Derived local(1, 2);
    Derived braces{3, 4};
    Derived plain;
    auto *heap = new Derived(5, 6);
    Base base = Base(7);
    return heap;
}
