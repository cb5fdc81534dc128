package app;

class Parent {
    void inherited() {}
}
