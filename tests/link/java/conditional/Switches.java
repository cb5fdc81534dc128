package shapes;

class Switches {
    String titles(int n, Square square, Circle circle, UnitCircle unit) {
        var shape = switch (n) {
            case 1 -> circle;
            case 2 -> {
                yield unit;
            }
            case 3 -> null;
            default -> square;
        };
        var round = switch (n) {
            case 1:
                yield unit;
            default:
                yield circle;
        };
        Target.draw(switch (n) {
            case 1 -> unit;
            case 2 -> throw new IllegalStateException();
            default -> circle;
        });
        return shape.title() + round.title();
    }

    void constants(int n, char c, StringBuilder text) {
        Target.put(switch (n) {
            case 1 -> 'a';
            case 2 -> 10;
            default -> c;
        });
        Target.append(text);
    }
}
