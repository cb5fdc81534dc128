package app;

public class Config {
    public void load() {}
}
