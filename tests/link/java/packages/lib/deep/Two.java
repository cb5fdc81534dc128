package lib.deep;

public class Two {
    public void go() {}
    public static Two make() { return new Two(); }
}
