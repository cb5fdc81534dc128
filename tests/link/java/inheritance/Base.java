abstract class Base<T> implements Named {
    protected T value;
    protected int count;
    Base(T value) { this.value = value; }
    T get() { return value; }
    void log(String text) {}
    private void secret() {}
    static void shared() {}
}
