class Dept {
    String name() { return ""; }
    Emp boss() { return null; }
}
