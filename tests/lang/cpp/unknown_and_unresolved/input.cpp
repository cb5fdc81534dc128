int run(Unknown &u)
{
    u.call(1, 2);
    missing::function(u.field);
    lib::Type value{1};
    value.go();
    return undeclared;
}

template <typename T> int generic(T t) { return t.size() + T::count; }
