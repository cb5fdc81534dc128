package app;

class Same {
    void go() {}
}
