package app;

class Resource implements AutoCloseable {
    static Resource open() { return null; }
    void read() {}
    public void close() {}
}

class Failure extends RuntimeException {}

class Other extends RuntimeException {
    void explain() {}
}
