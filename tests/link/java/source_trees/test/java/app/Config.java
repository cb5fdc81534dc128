package app;

/** Another one for tests. */
public class Config {
    public void load() {}
}
