package lib;

public class Limits {
    public static final int MAX = 9;
}
