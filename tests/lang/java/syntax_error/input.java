class Broken {
    int good() { return 1; }

    void bad( { good(;

    int after() { return good(); }
}

class Fine {
    void works() {}
}
