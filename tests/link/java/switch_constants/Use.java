package a;

import static a.Modes.FAST;
import static a.Modes.OTHER;

class Base {
    protected static final int INHERITED = 3;
    protected static final String WORD = "word";
}

// Labels are constants of the enum that is switched over; of numbers and texts, what scopes say.
public class Use extends Base implements Ids {
    static final int OWN = 9;

    String name(int id) {
        switch (id) {
        case ONE:
        case FAST:
            return "one";
        case INHERITED:
            return "three";
        case OWN:
            return "nine";
        default:
            return "";
        }
    }

    String name(Modes.Colour colour) {
        switch (colour) {
        case FAST:
            return "fast";
        default:
            return "";
        }
    }

    int text(String text, Unknown unknown) {
        switch (unknown.kind()) {
        case OTHER: // no constant: of an enum that is not known
            return 3;
        }
        return switch (text) {
            case WORD -> 1;
            default -> 2;
        };
    }

    static class Nested {
        String small(int id) {
            return switch (id) {
                case ONE, TWO -> "small";
                case OWN -> "nine";
                default -> "many";
            };
        }
    }
}
