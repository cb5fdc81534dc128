package p;

abstract class Base {
    protected String name = "";

    abstract String get();
}
