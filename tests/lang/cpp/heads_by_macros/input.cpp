// Heads of templates that macros write, and what is required of parameters.
namespace lib
{
template <typename T>
concept whole = true;
template <typename T>
struct box {};
int work(int);

CPP_template(typename I, typename S = I)(
    requires whole<I> AND (!same<I, S>))
int first(I a, S b)
{
    return work(1);
}

template(typename I)(requires whole<I>)
int second(I a)
{
    return work(2);
}

template <typename I>
    requires(whole<I> && sizeof(I) > 1)
constexpr I third(I a, int b)
{
    return work(3);
}

template <LIB_CONCEPT(lib::whole) T, LIB_TOKEN(void(int)) Token>
int fourth(T a, LIB_MOVE(Token)... b)
{
    return work(4);
}

class holder
{
  public:
    explicit holder(const box<int>& other) LIB_NOEXCEPT;
    holder(int a) LIB_NOEXCEPT;
};
}
