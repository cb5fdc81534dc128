// Operators that are called as functions of their name.
struct step {
    step& operator++();
    int operator*() const;
    step& operator=(const step& other);
    bool operator==(const step& other) const;
    static void operator delete(void* at);
    step operator++(int)
    {
        operator++();
        return *this;
    }
    int* operator->() const { return &operator*(); }
    void take(step other)
    {
        this->operator=(other);
        if (!operator==(other))
            other.operator++();
    }
    void drop() { operator delete(this); }
};
