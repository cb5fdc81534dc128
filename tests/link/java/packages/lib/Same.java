package lib;

public class Same {
    public void go() {}
}
