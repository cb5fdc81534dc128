NAMESPACE_BEGIN(lib)

class LIB_EXPORT Name : public Base {
    Q_OBJECT
    Q_PROPERTY(int size READ size)

public:
    LIB_EXPLICIT Name(int n) LIB_NOEXCEPT : n_(n) {}
    LIB_NODISCARD LIB_CONSTEXPR int size() const LIB_NOEXCEPT { return n_; }
    LIB_STATIC_ASSERT(sizeof(int) == 4);

signals:
    void changed(int n);

public slots:
    void reset();

private:
    int n_ LIB_GUARDED_BY(mutex_);
};

template <typename T> struct LIB_HIDDEN Helper final {
    T value;
};

LIB_INLINE LIB_API const Name *LIB_CALL make_name(int n) { return new Name(n); }

NAMESPACE_END

LIB_BEGIN_DECLS
int c_style LIB_PROTO((int a));
LIB_END_DECLS
