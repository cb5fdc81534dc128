class BoxBuilder extends Builder<BoxBuilder> {
    BoxBuilder self() { return this; }
    BoxBuilder color(String color) { return this; }
    Box build() { return new Box(); }
    static BoxBuilder start() { return new BoxBuilder(); }
}
