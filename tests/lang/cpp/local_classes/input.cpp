int outer();

int f()
{
    struct Counter {
        int n = 0;
        int next() { return n += outer(); }
    };
    class Hidden {
        int secret;
    };
    Counter c;
    return c.next() + c.n;
}
