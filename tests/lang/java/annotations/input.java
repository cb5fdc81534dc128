import test.Test;

@Marker
@Suppress({"a", Names.B})
class Annotated<@Marker T> {
    @Marker private int field, other;

    @Test
    @Names.Inner(count = Names.MAX)
    int method(@Marker final int arg) throws @Marker Exception {
        @Marker int local = arg;
        return local;
    }

    @Deprecated(since = "1")
    Annotated() {}
}

@interface Marker {}

class Names {
    static final String B = "b";
    static final int MAX = 3;

    @interface Inner {
        int count();
    }
}
