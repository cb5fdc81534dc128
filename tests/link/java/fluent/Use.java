class Use {
    void run() {
        BoxBuilder.start().name("a").color("red").size(1).build().open();
        String text = new StringBuilder().append(1).append("x").toString();
        show(text.trim());
        show(text.length());
    }
    void show(String s) {}
    void show(int n) {}
}
