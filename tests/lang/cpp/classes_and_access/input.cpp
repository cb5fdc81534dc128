class Account {
    int balance_ = 0;

public:
    /// Opens one.
    explicit Account(int start);
    int balance() const { return balance_; }
    static int count;
    static constexpr int kLimit = 10;
    mutable bool seen{false};

protected:
    void log();

private:
    struct Entry {
        int amount;
    };
    Entry entries_[4];
    enum Kind { kDebit, kCredit } kind_;
};

struct Point {
    int x, y;
private:
    int hidden;
};

union Word {
    int number;
    char bytes[4];
};
