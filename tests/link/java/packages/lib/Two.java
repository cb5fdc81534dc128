package lib;

/** Not imported by anybody. */
public class Two {
    public void go() {}
}
