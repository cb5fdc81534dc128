import java.util.List;
import java.util.Map;

class Printer {
    void print() {}
    void print(int a) {}
    void print(int a, String... rest) {}
    void print(List<String> a) {}
    void print(int[][] a, java.util.Map.Entry<String, int[]> b) {}
    void print(final @Deprecated String a, int b[]) {}

    void all(int[][] grid) {
        print();
        print(1);
        print(grid, null);
        print(1, "a", "b");
    }
}
