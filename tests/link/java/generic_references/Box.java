class Box<T> {
    Box(T value) {}
    T get() { return null; }
}
