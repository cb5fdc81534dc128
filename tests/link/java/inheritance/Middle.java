class Middle extends Base<Item> {
    Middle(Item item) { super(item); }
    public String name() { return "middle"; }
}
