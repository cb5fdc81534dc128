import java.util.List;

class Use {
    void run(Node<Part> node, Parts parts, List<? extends Part> some) {
        node.next.get().use();
        node.value.use();
        Node.hold(new Part()).element().use();
        Node.hold(new Part()).wrap().element().element().use();
        Pair.of("a", new Part()).swap().left.use();
        for (Part part : parts)
            part.use();
        for (var part : parts)
            part.use();
        parts.element().use();
        some.get(0).use();
        Node.<Part>hold(null).element().use();
        Holder<Part[]> arrays = null;
        arrays.element()[0].use();
        parts.iterator().next().use();
    }
}
