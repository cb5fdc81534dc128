package app;

/** A package is a name, not a folder. */
class Spread {
    void use() { Helper.help(); }
}
