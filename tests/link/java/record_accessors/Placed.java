/** The accessor of a component is what the interface promises; one that is written goes before it. */
record Placed(long at, String name, int count) implements Event {
    public String name() { return name.trim(); }
    int count(int more) { return count() + more; }
}
