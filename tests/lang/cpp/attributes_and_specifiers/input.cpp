[[nodiscard]] int must();
[[deprecated("gone")]] void old();

class [[nodiscard]] Result final {
public:
    constexpr Result() noexcept = default;
    virtual void f() const &;
    void f() &&;
    static inline int made = 0;
    consteval int twice(int n) { return 2 * n; }
    auto get() const -> int;
    int bits : 3;
    int (*callback)(int);
    int Result::*member;
};
