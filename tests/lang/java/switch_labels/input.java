import other.Color;

class Lights {
    enum State { ON, OFF }

    static final int ON = 1;
    static final String GO = "go";
    static final State RED = State.ON;
    State state;

    int byEnum() {
        switch (state) {
        case ON:
        case OFF:
            return 1;
        default:
            return 0;
        }
    }

    int byInt(int code) {
        return switch (code) {
            case ON -> 1;
            default -> { int twice = code * 2; yield twice; }
        };
    }

    int byString(String word) {
        switch (word) {
        case GO: return 1;
        }
        return 0;
    }

    int byForeignEnum(Color color) {
        switch (color) {
        case RED: return 1;
        }
        return 0;
    }

    /* Of a selector without a name. */
    int byElement(int[] codes) {
        switch (codes[0]) {
        case ON: return 1;
        default: return 0;
        }
    }
}
