interface Named {
    String name();
    default int size() { return name().length(); }
    static Named of() { return null; }
}
