class Leaf extends Middle {
    int count;

    Leaf(Item item) {
        super(item);
        count = 1;
        super.count = 2;
    }

    Leaf() { this(new Item()); }

    @Override void log(String text) { super.log(text); }

    void run() {
        get().use();
        value.use();
        this.get().use();
        size();
        shared();
        secret();
        name();
        Named.super.size();
    }

    void secret() {}
}
