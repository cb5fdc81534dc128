import java.util.List;
import java.util.function.Function;

class Jobs {
    List<Job> all;
    void each(Visitor<Job, Step> visitor) {}
    <R> R with(Function<Job, R> use) { return null; }
    static <T> T first(List<T> list) { return null; }
}
