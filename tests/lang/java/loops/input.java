import java.util.List;

class Loops {
    Item[] items;

    static class Item {
        int size() { return 1; }
        List<Item> parts() { return null; }
    }

    int sum(List<Item> list) {
        int sum = 0;
        for (Item item : items)
            sum += item.size();
        outer:
        for (int i = 0, n = items.length; i < n; i++) {
            for (Item part : items[i].parts()) {
                if (part.size() > 3)
                    continue outer;
                sum += part.size();
            }
            if (sum > 9)
                break outer;
        }
        while (sum > 0)
            sum--;
        do {
            var first = new Item();
            sum += first.size();
        } while (sum < 3);
        return sum;
    }
}
