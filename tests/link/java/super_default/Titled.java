interface Titled {
    default String title() { return "titled"; }
}
