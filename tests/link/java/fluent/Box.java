class Box {
    void open() {}
}
