class Odd {
    int old(int a[], int[] b[])[] { return a; }

    void self(Odd this, int x) { self(x); }

    class Part {
        Part(Odd Odd.this) {}
    }

    native void raw() throws Odd.Error;

    static class Error extends Exception {}
}
