import java.util.function.*;

class Lambdas {
    int base;
    Function<Integer, Integer> inc = x -> x + base;

    void run() {
        int local = 1;
        BiFunction<Integer, Integer, Integer> add = (a, b) -> add(a, b) + local;
        Supplier<Lambdas> make = () -> {
            int base = 2;
            this.base = base;
            return new Lambdas();
        };
        Consumer<Lambdas> eat = (Lambdas other) -> other.run();
        make.get();
    }

    int add(int a, int b) { return a + b; }
}
