#include "pick.h"

// Which Type it is depends on C.
template <typename C> struct Not : Choose<C, No, Yes>::Type {};
template <int N> struct Odd : Pick<N % 2 == 1>::template Apply<Yes, No>::Type {};

// So it does where Pick has specialisations, of which one is meant.
struct Known : Choose<Yes, Yes, No>::Type {};

// Nothing decides these.
template <typename C> struct Never : No::Type {};
struct Held : Holder<Yes>::Type {};
template <typename T> struct Both : Choose<T, Yes, No> {};
