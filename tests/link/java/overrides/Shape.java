interface Shape<T> extends Comparable<T> {
    double area();
    void put(T value);
    default void draw() {}
    static void none() {}
}
