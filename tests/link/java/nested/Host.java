class Host {
    void hosted() {}
    static class Hidden {
        void go() {}
    }
}
