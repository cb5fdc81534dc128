abstract class Round implements Shape<Round> {
    public void put(Round value) {}
    void put(String other) {}
    public abstract double area();
    private void mine() {}
    static void none() {}
    void grow(int by) {}
}
