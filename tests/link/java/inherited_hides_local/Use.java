package p;

class Use {
    private String text;

    Base make(String name, String text) {
        return new Base() {
            String get() {
                return name + text;
            }
        };
    }
}
