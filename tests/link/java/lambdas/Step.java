class Step {
    void go() {}
    boolean open() { return true; }
}
