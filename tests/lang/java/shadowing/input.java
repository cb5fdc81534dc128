class Shadow {
    int value;
    int other;

    void param(int value) {
        value = 1;
        this.value = value;
        other = value;
    }

    void local() {
        value = 1;
        int value = this.value;
        value++;
        {
            int other = value;
            other++;
        }
        other++;
        for (int other = 0; other < 3; other++)
            value += other;
        other--;
    }

    void type() {
        value();
        Value value = new Value();
        value.get();
    }

    int value() { return value; }

    static class Value {
        void get() {}
    }
}
