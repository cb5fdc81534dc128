import java.util.Map;

abstract class Task {
    abstract void run();
    void log() {}
}

class Tasks {
    int runs;

    Task field = new Task() {
        void run() { log(); }
    };

    void both(Map.Entry<String, String> e) {
        Task one = new Task() {
            int own;
            void run() { own = runs; helper(); }
            void helper() { log(); }
        };
        use(new Task() {
            void run() { log(); one.run(); }
        });
        new Map.Entry<String, String>() {
            public String getKey() { return e.getKey(); }
        };
    }

    void use(Task t) {
        t.run();
    }
}
