struct Vec {
    int x;
    Vec operator+(const Vec &other) const;
    Vec &operator+=(const Vec &other);
    bool operator == (const Vec &other) const = default;
    int operator[](int i) const { return x + i; }
    int operator()(int a, int b);
    Vec &operator++();
    Vec operator++(int);
    explicit operator bool() const { return x; }
    operator const char *() const;
    void *operator new(unsigned long size);
    void operator delete [] (void *p);
};

Vec operator-(const Vec &a) { return a; }
bool operator<(const Vec &a, const Vec &b) { return a.x < b.x; }
long double operator"" _km(long double value) { return value; }
