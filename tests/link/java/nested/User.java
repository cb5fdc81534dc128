class User {
    Outer.Plain plain = new Outer.Plain();
    Outer.Hidden hidden;
    Outer.Inner inner = new Outer().new Inner();

    void run() {
        plain.go();
        hidden.go();
        inner.run();
    }
}
