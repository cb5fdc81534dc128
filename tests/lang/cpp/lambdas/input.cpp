int twice(int n) { return n * 2; }

auto global = [](int a, int b) { return twice(a) + b; };

class Worker {
    int step_ = 1;
    int run();
};

int Worker::run()
{
    int base = 1;
    auto add = [this, &base, extra = twice(3)](int n) mutable -> int {
        base += step_;
        return n + extra + base;
    };
    auto each = [=](auto &&f) { return f(base); };
    each([&](int n) { return twice(n); });
    return add(2) + global(1, 2);
}
