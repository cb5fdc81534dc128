interface Event {
    long at();
    default String name() { return ""; }
}
