package a;

public class Modes {
    static final int FAST = 1;
    static final Modes OTHER = new Modes();

    enum Colour { RED, FAST }
}
