namespace n {

template <class T, class U> struct holder {};
struct base {};

#define HOLD(Type)           \
  template <typename Char>   \
  struct holder<Type, Char> : n::holder<Type, int>, public base {}
HOLD(int);
HOLD(unsigned);

class Tester {
 public:
#define OP(name, op)                       \
  template <class X, class Y>              \
  Tester& name(const X& x, const Y& y) {   \
    if (!(x op y)) fail();                 \
    return *this;                          \
  }
  OP(IsEq, ==)
  OP(IsNe, !=)
#undef OP
#define PARSER(type, name) Tester(type* p) : arg_(p), parser_(name) {}
  PARSER(signed char, parse_schar);
#define ALIAS(It) using unchecked = It
  ALIAS(Tester);
#define DTOR(T) ~T() {}
  DTOR(Tester)

 private:
  void fail();
  void* arg_;
  int parser_;
};

#define DEFINE(name)                                                       \
  bool Tester::parse_##name(const char* s) { return s ? (s[0]) : tail(s); } \
  bool Tester::parse_##name##_hex(const char* s) { return true; }
DEFINE(short);

#define DETAIL(name) namespace detail { inline int name##_count() { return 0; } }
DETAIL(some)

#define SPECIAL(T, op)                                                              \
  namespace detail {                                                                \
  using n::op;                                                                      \
  template <> struct holder<T, T> { int op(int a) { return a; } };                  \
  }                                                                                 \
  inline namespace v1 { namespace { inline int op##_hidden() { return 1; } } }      \
  extern "C" { int op##_in_c(void) { return 2; } }                                  \
  extern "C" int op##_of_c(void) { return 3; }                                      \
  namespace detail::deep { struct op##_tag {}; }                                    \
  namespace empty { struct later; }
SPECIAL(base, size)
int sizes() { return size_hidden() + size_in_c() + size_of_c() + sizeof(detail::deep::size_tag); }

}  // namespace n

namespace n {
#define MEMBERS(T)               \
  n::holder<T, int> held_;       \
  const T* begin_ = nullptr, *end_;
struct span {
  MEMBERS(base)
  base* first() { return held_ ? begin_ : end_; }
};
}  // namespace n

int main() {
  n::Tester t(nullptr);
  t.IsEq(1, 2).IsNe(1, 2);
}
