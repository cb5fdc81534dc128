class Counter {
    int a, b;
    static int total;
    Counter inner;

    void run() {
        a = b;
        a += 1;
        b++;
        --b;
        this.a = this.b;
        inner.a = inner.b++;
        Counter.total = a;
        total <<= 2;
        a = b = 3;
        boolean same = -a == b && !(a > total);
    }
}
