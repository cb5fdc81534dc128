class Boot {
    static int ready;
    int id;

    static {
        int step = prepare();
        ready = step;
    }

    {
        int step = 2;
        id = step + ready;
        start();
    }

    static int prepare() { return 1; }

    void start() {}
}
