class Place {
    Place self() { return this; }
    void visit() {}
}
