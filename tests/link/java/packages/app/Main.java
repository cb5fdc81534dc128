package app;

import lib.One;
import lib.deep.*;
import lib.Outer.Inner;

class Main {
    One one;
    Two two;
    Inner inner;
    Same same;
    lib.Same other;
    Thread mine;

    void run() {
        one.go();
        two.go();
        inner.go();
        same.go();
        other.go();
        mine.go();
        lib.deep.Two.make().go();
        Helper.help();
    }
}
