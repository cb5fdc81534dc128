package app;

import static lib.Shape.*;

class Nested {
    boolean run(Kind kind) {
        Corner corner = new Corner();
        corner.round();
        return Kind.FLAT.isRound() || kind.isRound();
    }
}
