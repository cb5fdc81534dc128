package one;

public class C extends C {
    public void c() { c(); d(); }
}
