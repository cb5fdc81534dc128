abstract class Base implements Named {
    abstract void open();
}
