package lib;

public class Second {
    public static void pick(String a, String b) {}
}
