class Emp {
    String name() { return ""; }
    int age() { return 0; }
    Dept dept() { return null; }
    static Emp oldest(Emp a, Emp b) { return a.age() > b.age() ? a : b; }
}
