enum Mode implements Switch {
    ON {
        @Override void set() {}
        void hidden() {}
    };

    abstract void set();
    public boolean isOn() { return true; }
}
