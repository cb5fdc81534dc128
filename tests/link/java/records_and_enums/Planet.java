enum Planet {
    EARTH(1) {
        @Override void spin() { super.spin(); turn(); }
    },
    MARS(2);

    final int size;
    Planet(int size) { this.size = size; }
    void spin() {}
    void turn() {}
}
