class Base {
    final int size;

    Base(int size) { this.size = size; }

    Base() { this(1); }

    class Part {
        Part(String name) {}
    }
}

class Derived extends Base {
    <T> Derived(T seed) {
        super(2);
    }

    Derived() {
        this("x");
        new Base();
        new Base(3);
    }
}

class Piece extends Base.Part {
    Piece(Base owner) {
        owner.super("piece");
    }
}

class Plain {
    Plain copy() { return new Plain(); }
}
