import java.util.Collection;
import java.util.function.Function;

class More {
    void take(int n) {}
    void take(long n) {}
    void take(char c) {}
    void take(double d) {}
    void take(String s) {}
    void take(Object o) {}
    void take(Box b) {}
    void take(int[] a) {}
    void take(Collection<?> c) {}
    void take(Box b, String s) {}
    void take(int a, long b) {}
    void take(int a, double b) {}
    void many(int one) {}
    void many(int... all) {}
    void many(String... all) {}
    void later(Runnable task) {}
    void later(Function<String, String> task) {}
}
