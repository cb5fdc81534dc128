import java.util.*;
import java.util.stream.*;

/** A method reference to a member of a generic type gives what it gives of what the function gets. */
class Main {
    void run(List<Job> jobs, Map<String, List<Job>> groups) {
        jobs.stream().map(Job::parts).flatMap(List::stream).forEach(job -> job.rank());
        jobs.stream().map(Job::next).map(Optional::get).forEach(job -> job.rank());
        groups.values().stream().flatMap(Collection::stream).map(job -> job.rank());
        groups.entrySet().stream().map(Map.Entry::getValue).forEach(list -> list.get(0).rank());
        jobs.stream().map(job -> new Box<>(job)).map(Box::get).forEach(job -> job.rank());
    }

    /** Parameters with types tell as well. */
    void typed(List<Job> jobs) {
        jobs.sort(Comparator.comparing((Job job) -> job.rank()).thenComparing(job -> job.parts().size()));
    }
}
