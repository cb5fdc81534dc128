@FunctionalInterface
interface Visitor<A, B> {
    void visit(A a, B b);
    default void twice() {}
}
