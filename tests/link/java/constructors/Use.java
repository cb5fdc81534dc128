class Use extends Task<Step> {
    Use() { super(step -> step.go(), null); }

    void run() {
        new Task<Step>(step -> step.go()).get().go();
        new Task<>(Step::go, new Step()).get().go();
        get().go();
        new Plain().go();
        new Task<Step>(null) {
            @Override Step get() { return super.get(); }
        }.get().go();
    }

    /** Has no constructor of its own. */
    static class Plain extends Step {}
}
