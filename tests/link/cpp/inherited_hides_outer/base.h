struct Base {
    void close();
    int size;
};
