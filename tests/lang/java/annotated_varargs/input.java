import org.jspecify.annotations.Nullable;

class Text {
    static String format(String template, @Nullable Object @Nullable ... args) { return ""; }

    /** The dots of prose @see ... are left alone. */
    static int count(int @Nullable... numbers) {
        return numbers.length;
    }

    String dots = "@Nullable ...";

    void run() {
        format("a", 1, 2);
        count();
    }
}
