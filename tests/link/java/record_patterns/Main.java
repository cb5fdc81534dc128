class Main {
    void run(Object any) {
        if (any instanceof Line(var from, Point(var x, var inner), var outer)) {
            from.move();
            inner.text();
            outer.text();
        }
        switch (any) {
            case Point(int x, var label) -> label.text();
            case Line(Point from, var to, Label label) -> to.move();
            default -> {}
        }
    }
}
