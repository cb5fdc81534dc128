public abstract class Account implements Comparable<Account> {
    private static final int LIMIT = 10;
    protected volatile int balance;
    String owner;
    public Account next;

    protected Account(String owner) {
        this.owner = owner;
        balance = LIMIT;
    }

    public abstract int fee();

    public final synchronized void pay(int amount) {
        balance -= amount + fee();
        next.pay(LIMIT);
    }

    static native long clock();

    @Override
    public int compareTo(Account other) {
        return balance - other.balance;
    }
}
