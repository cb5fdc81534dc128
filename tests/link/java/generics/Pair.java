class Pair<A, B> {
    A left;
    B right;
    static <X, Y> Pair<X, Y> of(X x, Y y) { return null; }
    Pair<B, A> swap() { return null; }
}
