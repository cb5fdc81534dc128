class Shapes {
    interface Shape {}
    record Circle(Center center, int radius) implements Shape { int area() { return radius; } }
    record Center(int x, int y) { int far() { return x; } }
    static class Square implements Shape { int side; int area() { return side; } }

    int test(Object o) {
        if (o instanceof Square s && s.side > 0)
            return s.area();
        if (!(o instanceof Circle c))
            return 0;
        c.area();
        if (o instanceof Circle(Center m, var r))
            return m.far() + r;
        return 1;
    }

    int match(Shape shape) {
        return switch (shape) {
            case Square s when s.side > 1 -> s.area();
            case Circle(Center(int x, int y), int r) -> x + y;
            case Circle c -> c.area();
            case null, default -> 0;
        };
    }
}
