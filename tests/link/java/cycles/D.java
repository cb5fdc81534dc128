package one;

public interface D<T extends D<T>> extends D<T> {
    T next();
    default void go() { next().next().go(); }
}
