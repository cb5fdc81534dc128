abstract class Builder<S extends Builder<S>> {
    abstract S self();
    S name(String name) { return self(); }
    S size(int size) { return self(); }
}
