// Files are taken to be written in C++17.
#include <utility>

#if defined(__cpp_if_constexpr) && __cpp_constexpr >= 201603L
constexpr int chosen(int i) { return i; }
#else
int chosen(int i) { return i; }
#endif

#ifdef __cpp_lib_integer_sequence
using std::make_index_sequence;
#else
template <int... I> struct make_index_sequence {};
#endif

#if __cpp_consteval >= 201811L
consteval int at_once(int i) { return i; }
#endif

#ifdef LIB_HAS_CPP_14
struct of_today {};
#else
struct of_yesterday {};
#endif

#if LIB_HAS_CPP_17
struct perhaps {};
#endif

int use(int i) { return chosen(i); }
