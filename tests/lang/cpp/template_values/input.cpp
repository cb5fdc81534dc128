enum class Tag { kLeft, kRight };
constexpr int kSize = 4;

template <int N, Tag T> struct Box {
    int items[N];
};

struct Use : Box<kSize, Tag::kLeft> {
    Box<kSize + 1, Tag::kRight> other;
};

template <int N> int twice()
{
    return N * 2;
}

int call()
{
    Box<kSize, Tag::kLeft> box;
    return twice<kSize>() + box.items[0];
}
