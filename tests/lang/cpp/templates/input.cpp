template <typename T, int N = 4, typename... Rest>
class Stack {
public:
    void push(const T &value);
    template <typename U> void push_as(U value) { push(static_cast<T>(value)); }
    T items[N];
};

template <typename T, int N, typename... Rest>
void Stack<T, N, Rest...>::push(const T &value)
{
    items[0] = value;
}

template <> class Stack<bool, 4> {
    int bits;
};

template <typename T> class Stack<T *, 1> : public Stack<T> {};

template <typename T> T biggest(T a, T b) { return a < b ? b : a; }
template <> int biggest<int>(int a, int b) { return a; }
template int biggest<long>(long, long);
template class Stack<char>;

template <typename T> using Pair = Stack<T, 2>;
template <typename T> constexpr bool is_stack = false;

int use()
{
    Stack<int, 3> s;
    s.push(1);
    s.push_as<short>(2);
    Pair<long> p;
    return biggest<int>(1, 2) + is_stack<Stack<int>>;
}
