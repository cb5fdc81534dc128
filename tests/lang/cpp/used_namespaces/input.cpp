namespace tools {
static int twice(int n)
{
    return n + n;
}

struct Part {
    int size() const;
};

namespace deep {
template <typename T> static T same(T value)
{
    return value;
}
} // namespace deep
} // namespace tools

// What a namespace of the file has for the file alone is seen by `using namespace`, too.
int local(int n)
{
    using namespace tools;
    using namespace tools::deep;
    return twice(n) + same(n);
}

int in_block(int n)
{
    {
        using namespace tools;
        n = twice(n);
    }
    return n;
}

using namespace tools;

int Part::size() const
{
    return twice(1);
}
