class Step {
    void go() {}
}
