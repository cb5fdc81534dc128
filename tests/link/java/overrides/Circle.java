class Circle extends Round {
    public double area() { return 1; }
    public void draw() {}
    void grow(long by) {}
    void grow(int by) {}
    void mine() {}
    static void none() {}
    public int compareTo(Round other) { return 0; }
    Shape<Round> square = new Shape<Round>() {
        public double area() { return 2; }
        public void put(Round value) {}
        public int compareTo(Round other) { return 0; }
    };
}
