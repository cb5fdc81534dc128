class Query {
    private Filter filter;

    Query where(String text) { return this; }
    Filter filter() { return filter; }
    static Query start() { return new Query(); }

    static void run(Query given) {
        start().where("a").where("b").filter().negate().apply();
        new Query().where("c").filter.apply();
        given.filter.next.negate();
        ((Query) null).filter();
        given.unknown().where("d");
        Query copy = given.where("e");
        copy.filter();
    }
}

class Filter {
    Filter next;
    Filter negate() { return this; }
    void apply() {}
}
