class Use {
    void run(Wide wide, Thread thread) {
        wide.with(thread).with("x").with(wide).put(wide, 1);
        Mode.ON.set();
        any(Mode.class);
    }

    <F extends Enum<F> & Switch> void any(Class<F> type) {
        for (F value : type.getEnumConstants())
            value.isOn();
    }
}
