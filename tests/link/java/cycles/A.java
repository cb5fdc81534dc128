package one;

import two.B;

public class A extends B {
    public void a() { b(); c(); a(); none(); }
}
