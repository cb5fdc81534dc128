package lib;

public class First {
    public static void pick(int n) {}
}
