package app;

/** Shadows java.lang.Thread in its package. */
class Thread {
    void go() {}
}
