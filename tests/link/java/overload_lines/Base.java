class Base<S extends Base<S>> {
    S with(Base<?> other) { return null; }
    S with(Thread thread) { return null; }
    void put(S value, int n) {}
    private void with(Base<?> other, int n) {}
}
