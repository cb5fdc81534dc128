class Parts extends Holder<Part> {
    Parts() { super(null); }
    void run() { element().use(); }
}
