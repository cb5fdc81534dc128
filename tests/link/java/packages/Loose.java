/** Of the package without a name, which nobody else sees. */
class Loose {
    Helper helper;
    void go() { helper.help(); }
}
