interface Named {
    default String title() { return name(); }
    String name();
}
