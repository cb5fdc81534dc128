package two;

import one.A;

public class B extends A {
    public void b() { a(); c(); }
}
