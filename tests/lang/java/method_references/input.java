import java.util.function.*;

class Refs {
    static int parse(String s) { return 0; }
    int length;
    int length() { return length; }
    Refs() {}

    void use(Refs other) {
        Function<String, Integer> a = Refs::parse;
        Supplier<Integer> b = this::length;
        Supplier<Integer> c = other::length;
        Supplier<Refs> d = Refs::new;
        IntFunction<Refs[]> e = Refs[]::new;
        Supplier<String> f = super::toString;
        Function<String, String> g = java.lang.String::trim;
    }
}
