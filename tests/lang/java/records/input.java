record Range(int low, @Deprecated Integer... rest) implements Comparable<Range> {
    static final Range EMPTY = new Range(0);

    Range {
        if (low < 0)
            throw new IllegalArgumentException();
    }

    Range(Range other) {
        this(other.low, other.rest);
    }

    int width() {
        return rest.length - low;
    }

    public int compareTo(Range other) {
        return width() - other.width();
    }

    record Pair<T>(T first, T second) {}
}
