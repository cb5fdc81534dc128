class Outer {
    private int value;

    static class Nested {
        int value;
        int own() { return value; }
    }

    class Inner {
        int outer() { return Outer.this.value + value; }
        void call() { help(); Outer.this.help(); }

        class Deep {
            void call() { help(); }
        }
    }

    void help() {}

    Inner make(Outer other) {
        Outer.Nested nested = new Outer.Nested();
        nested.own();
        return other.new Inner();
    }
}
