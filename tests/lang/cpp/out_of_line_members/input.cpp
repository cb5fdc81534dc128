namespace bank {

class Account {
public:
    Account(int start);
    ~Account();
    int balance() const;
    int twice();
    static int count;

private:
    int balance_;
};

int Account::count = 0;

Account::Account(int start) : balance_(start) { count++; }

Account::~Account() {}

int Account::balance() const { return balance_; }

} // namespace bank

int bank::Account::twice()
{
    return balance() + this->balance_;
}

int main()
{
    bank::Account a(1);
    return a.twice() + bank::Account::count;
}
