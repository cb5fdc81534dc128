/**
 * Greets people.
 *
 * <p>Politely.
 *
 * @author somebody
 */
public class Greeter {
    // not a doc
    int plain;

    /* neither is this */
    int block;

    /** The name.
     *  Second line.
     */

    // in between
    private String name;

    /**
     * Old way.
     * @deprecated use {@link #greet}
     */
    void hello(/* of the call */ int times) {}

    /** New way. */
    @Deprecated
    @SafeVarargs
    /** after the annotations */
    final void greet(int a, // first
                     int b) {}

    /** One line */ int one, two;

    /** of nobody */
}

class Bare {
    enum Kind {
        /** First. */ A,
        /** Second. */
        B
    }
}
