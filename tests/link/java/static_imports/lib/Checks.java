package lib;

public class Checks {
    public static void check(int n) {}
    /** Hidden by what Main inherits. */
    public static void inherited() {}
}
