import java.util.*;

interface Named {
    String name();
}

class Box<T extends Named & Comparable<T>, U> {
    T item;
    List<? extends Named> others;

    <V extends Box<T, U>> V convert(V other, Class<? super U> type) {
        other.item.name();
        item.name();
        return other;
    }

    static <K extends Named> String first(K key) {
        Box<Named, K>.Slot slot = null;
        return Box.<Named>label(key) + key.name();
    }

    static <N extends Named> String label(N named) {
        return named.name();
    }

    class Slot {}
}
