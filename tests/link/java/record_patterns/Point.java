record Point(int x, Label label) {
    Point move() { return this; }
}
