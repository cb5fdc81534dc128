/** What interfaces give the class above is a member of `super`, not what they give this one. */
class Item extends Base implements Titled {
    @Override void open() {}
    @Override public String name() { return ""; }
    @Override public String title() { return super.title() + Titled.super.title(); }
}
