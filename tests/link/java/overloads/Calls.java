import java.util.List;

class Calls extends More {
    void run(Box box, Special special, Object any, int[] numbers, List<Box> boxes) {
        take(1);
        take(2L);
        take('c');
        take("text");
        take(1 + 2.0);
        take("a" + 1);
        take(any);
        take(null, "x");
        take(box);
        take(special);
        take(numbers);
        take(boxes);
        take(boxes.get(0));
        take(Integer.valueOf(3));
        many(1);
        many(1, 2, 3);
        many("a", "b");
        later(() -> {});
        later(x -> x);
        take(box.same());
        take(1, 2);
    }
}
