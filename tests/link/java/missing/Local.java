class Local {
    void go(Object o) {}
    void go(String s) {}
}
