class Fields {
    static int count, total = 1;
    private final String[] names = {"a"}, other[] = null;
    Fields next = new Fields(), last;
    java.util.List<Fields> all;
    Runnable task = () -> count++;
    public static final long ID = compute(total);

    static long compute(int a) { return a; }
}
