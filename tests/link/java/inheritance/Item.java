class Item {
    void use() {}
}
