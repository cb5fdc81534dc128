package shapes;

class Choice {
    void both(boolean first, Square square, Circle circle, UnitCircle unit, Shapes any) {
        Target.draw(first ? square : circle);
        Target.draw(first ? unit : circle);
        Target.draw(first ? square : null);
        Target.draw(first ? square : first ? any : circle);
    }

    String titles(boolean first, Square square, Circle circle) {
        return (first ? square : circle).title();
    }

    void constants(boolean first, char c, long number) {
        Target.put(first ? 0 : c);
        Target.put(first ? number : c);
        Target.put(first ? "none" : String.valueOf(c));
    }
}
