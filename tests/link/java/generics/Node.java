class Node<T extends Comparable<T>> {
    T value;
    Node<T> next;
    T get() { return value; }
    <R extends Part> Node<?> map(R part) { part.use(); return null; }
    static <E> Holder<E> hold(E element) { return new Holder<>(element); }
}
