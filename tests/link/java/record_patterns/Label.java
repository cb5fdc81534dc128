class Label {
    String text() { return ""; }
}
