class Outer extends Host {
    int depth;

    class Inner {
        int depth;
        void run() {
            Outer.this.depth = 1;
            depth = 2;
            hosted();
            new Hidden().go();
            Outer.this.hosted();
        }
    }

    static class Plain {
        void go() {}
    }

    void make() {
        class Local extends Plain {
            void here() { go(); }
        }
        new Local().here();
        Runnable task = new Runnable() {
            int hosted;
            public void run() { hosted(); }
        };
        Plain p = new Plain() {
            @Override void go() { super.go(); }
        };
        p.go();
        new Inner().run();
    }
}
