package shapes;

class Target {
    static void draw(Square square) {
    }

    static void draw(Circle circle) {
    }

    static void draw(Shapes any) {
    }

    static void put(char c) {
    }

    static void put(long number) {
    }

    static void put(String text) {
    }

    static void append(Appendable to) {
    }

    static void append(Runnable to) {
    }
}
