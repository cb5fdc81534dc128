import java.util.Iterator;

class Holder<E> implements Iterable<E> {
    private final E element;
    Holder(E element) { this.element = element; }
    E element() { return element; }
    public Iterator<E> iterator() { return null; }
    Holder<Holder<E>> wrap() { return null; }
}
