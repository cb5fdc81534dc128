package app;

class MainTest {
    void run(Config c, Main m) {
        c.load();
        m.run(c);
    }
}
