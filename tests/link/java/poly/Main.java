import static java.util.stream.Collectors.*;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** What a call gives, and so what functions get that it is passed, is told by where it is put. */
class Main {
    void collected(List<Emp> emps) {
        emps.stream().collect(toList()).get(0).name();
        emps.stream().collect(groupingBy(e -> e.dept())).forEach((d, es) -> d.boss());
        emps.stream().collect(groupingBy(e -> e.dept().name(), counting()));
        emps.stream().collect(groupingBy(Emp::name, mapping(e -> e.age(), toSet())));
        emps.stream().collect(toMap(e -> e.name(), e -> e)).values().forEach(e -> e.age());
        emps.stream().collect(partitioningBy(e -> e.age() > 3)).get(true).get(0).name();
    }

    Comparator<Emp> byAge() { return Comparator.comparing(e -> e.age()); }

    void compared(List<Emp> emps) {
        Comparator<Emp> declared = Comparator.comparing(e -> e.dept().name());
        emps.sort(Comparator.comparing(e -> e.name()));
        emps.sort(Comparator.<Emp>comparingInt(e -> e.age()).reversed());
        Collections.sort(emps, Comparator.comparing(e -> e.age()));
        emps.stream().filter(Predicate.not(e -> e.age() > 3)).map(e -> e.dept());
    }

    void boxed(Box<Emp> box) {
        box.map(e -> e.dept());
        box.map(e -> { return e.dept().boss(); });
        box.map(e -> e.dept().boss()).get().name();
        box.flatMap(e -> Box.of(e.dept())).get().boss();
        Box.<Emp>empty().map(e -> e.name());
        Box.<Emp>attempt(() -> box.get()).map(e -> e.age());
        Box<Emp> none = (Box.empty());
        take(Box.empty(), e -> e.name());
    }

    <T> void take(Box<T> box, Function<Emp, T> use) {}

    void curried() {
        Function<Emp, Function<Dept, Emp>> curried = e -> d -> { e.name(); return d.boss(); };
        curried.apply(null).apply(null).age();
    }

    Supplier<Function<Emp, Dept>> later() { return () -> e -> e.dept(); }
}
