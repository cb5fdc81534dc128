import java.util.Comparator;

/** What a switch gives is what its rules have or yield. */
class Main {
    void run(Kind kind, Step step) {
        (switch (kind) { case SLOW -> step.go(); default -> null; }).go();
        step.take(switch (kind) {
            case SLOW: yield null;
            case FAST: yield step.go();
        });
        var found = switch (kind) {
            case SLOW -> throw new IllegalStateException();
            case FAST -> {
                for (;;)
                    yield new Step();
            }
        };
        found.go();
        Comparator<Step> order = switch (kind) {
            case SLOW -> (a, b) -> a.go() == b ? 1 : 0;
            case FAST -> Comparator.comparing(each -> each.go().hashCode());
        };
    }
}
