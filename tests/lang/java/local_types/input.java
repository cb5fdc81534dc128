class Host {
    int field;

    void run(int seed) {
        final int base = seed;
        class Counter {
            int n = base;
            int next() { return n++ + field; }
        }
        record Pair(int a, int b) {}
        enum Mode { FAST }
        interface Step { int go(); }
        Counter counter = new Counter();
        counter.next();
        Pair pair = new Pair(1, 2);
        Mode mode = Mode.FAST;
    }

    void again() {
        { class Counter { void next() {} } new Counter().next(); }
        { class Counter { void next() {} } }
    }
}
