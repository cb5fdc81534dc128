import java.util.function.Consumer;

class Task<T> {
    final Consumer<Step> body;
    T value;
    Task(Consumer<Step> body) { this.body = body; }
    Task(Consumer<Step> body, T value) { this(body); }
    T get() { return value; }
}
