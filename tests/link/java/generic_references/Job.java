import java.util.List;
import java.util.Optional;

class Job {
    int rank() { return 0; }
    List<Job> parts() { return null; }
    Optional<Job> next() { return null; }
}
