package lib;

public class One {
    public void go() {}
}
