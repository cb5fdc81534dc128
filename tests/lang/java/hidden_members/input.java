class Top {
    static class Config { void load() {} }
    void load() {}

    static class Child extends Base<Config> {
        Config config;

        void start() {
            config.load();
            load();
        }
    }
}

class Base<T> {
    static class Config { void store() {} }
    void load() {}
}

class Self extends Self {
    void a() { b(); }
}

class Left extends Right { void go() { miss(); } }
class Right extends Left {}
