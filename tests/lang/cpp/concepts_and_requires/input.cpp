template <typename T>
concept Sized = requires(T t) {
    { t.size() } -> Same<int>;
    typename T::value_type;
};

template <Sized T> int length(const T &t) requires Small<T> { return t.size(); }

template <typename T>
    requires Sized<T> && (sizeof(T) > 1)
void check(T value);

void any(Sized auto value);
