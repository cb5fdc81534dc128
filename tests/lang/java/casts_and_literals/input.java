class Node {
    String text = """
        block "quoted"
        """;
    Node next;

    void go() {}

    void all(Object o) {
        ((Node) o).go();
        Node n = (Node & Runnable) o;
        n.go();
        "text".length();
        Node.class.getName();
        int[].class.getName();
        (o == null ? this : n).go();
        assert n != null : text;
        synchronized (next) {
            next.go();
        }
        char c = 'x';
    }
}
