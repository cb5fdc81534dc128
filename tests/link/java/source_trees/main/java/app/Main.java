package app;

class Main {
    void run(Config c) { c.load(); }
}
