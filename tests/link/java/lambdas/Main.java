import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

class Main {
    void run(Jobs jobs, List<String> texts) {
        jobs.each((job, step) -> {
            job.name();
            step.go();
        });
        jobs.with(job -> job.step()).go();
        jobs.with(Job::step).go();
        Jobs.first(jobs.all).name();
        jobs.all.forEach(job -> job.name());
        jobs.all.stream().map(job -> job.step()).filter(s -> s.open()).forEach(Step::go);
        jobs.all.stream().map(Job::step).findFirst().get().go();
        texts.stream().map(Job::parse).forEach(job -> job.rank());
        Map<Integer, List<Job>> by = jobs.all.stream().collect(Collectors.groupingBy(Job::rank));
        by.get(1).get(0).name();
        for (Map.Entry<Integer, List<Job>> entry : by.entrySet())
            entry.getValue().get(0).step();
        for (var list : by.values())
            for (var job : list)
                job.rank();
        jobs.all.sort(Comparator.comparing(job -> job.name()));
        Visitor<Job, Step> visitor = (a, b) -> b.go();
        visitor.twice();
        var step = jobs.all.get(0).step();
        step.go();
        jobs.all.iterator().next().name();
        Job[] array = jobs.all.toArray(new Job[0]);
        array[0].name();
        jobs.all.stream().reduce((a, b) -> a.rank() > b.rank() ? a : b).ifPresent(j -> j.name());
    }
}
