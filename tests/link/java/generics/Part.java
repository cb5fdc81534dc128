class Part implements Comparable<Part> {
    void use() {}
    public int compareTo(Part other) { return 0; }
}
