import java.util.*;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;

/** Of a generic class of the library, what it is made with tells what it is made of. */
class Main {
    void run(List<Job> jobs, Map<Job, Job> after) {
        new ArrayList<>(jobs).get(0).rank();
        new ArrayList<>(after.values()).get(0).rank();
        new TreeMap<>(after).firstKey().next();
        var copy = new ArrayList<>(after.entrySet());
        copy.get(0).getValue().rank();
        new AtomicReference<>(jobs.get(0)).get().rank();
        new FutureTask<>(() -> jobs.get(0)).get().rank();
        new AbstractMap.SimpleEntry<>("key", jobs.get(0)).getValue().rank();
    }

    void sorted() {
        Set<Job> set = new TreeSet<>((a, b) -> a.rank() - b.rank());
        Map<Job, String> map = new TreeMap<>(Comparator.comparing(job -> job.rank()));
        Queue<Job> queue = new PriorityQueue<>(10, Comparator.comparing(job -> job.rank()));
        new PriorityQueue<Job>((a, b) -> a.rank() - b.rank()).peek().next();
    }
}
