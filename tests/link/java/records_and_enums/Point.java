record Point(int x, Place place) {
    Point {
        check(x);
    }
    static void check(int n) {}
    Place twice() { return place().self(); }
}
