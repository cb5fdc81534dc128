import java.util.function.Function;
import java.util.function.Supplier;

class Box<T> {
    static <T> Box<T> of(T value) { return null; }
    static <T> Box<T> empty() { return null; }
    static <T> Box<T> attempt(Supplier<T> make) { return null; }
    <R> Box<R> map(Function<? super T, ? extends R> use) { return null; }
    <R> Box<R> flatMap(Function<? super T, Box<R>> use) { return null; }
    T get() { return null; }
}
