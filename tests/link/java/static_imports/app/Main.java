package app;

import static lib.Checks.*;
import static lib.First.pick;
import static lib.Second.pick;
import static lib.Limits.MAX;
import static lib.Shape.Kind.ROUND;

class Main extends Parent {
    void run() {
        check(MAX);
        pick(1);
        pick("one", "two");
        inherited();
        boolean round = ROUND.isRound();
    }
}
