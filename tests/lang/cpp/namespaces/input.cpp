namespace a::b {
int one();
namespace {
int hidden() { return one(); }
}
inline namespace v2 {
int two() { return hidden(); }
}
}

namespace a {
int three() { return b::one() + b::two() + b::v2::two(); }
}

namespace short_name = a::b;

int main()
{
    return a::three() + ::a::b::one() + short_name::two();
}
