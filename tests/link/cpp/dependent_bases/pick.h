template <bool C> struct Pick {
    template <typename T, typename F> struct Apply {
        typedef T Type;
    };
};
template <> struct Pick<false> {
    template <typename T, typename F> struct Apply {
        typedef F Type;
    };
};

struct Yes {
    typedef Yes Type;
};
struct No {
    typedef No Type;
};
template <typename T> struct Holder {
    typedef No Type;
};

template <typename C, typename T, typename F>
struct Choose : Pick<C::value>::template Apply<T, F> {};
