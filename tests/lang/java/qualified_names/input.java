class Types {
    java.util.Map.Entry<String, Types.Inner> entry;
    static Inner shared;

    static class Inner {
        static int count;
        static Inner get() { return shared; }
        int id;

        static class Deeper {
            static final String NAME = "n";
        }
    }

    int use() {
        Types.Inner.count = 1;
        Types.Inner.get().id++;
        System.out.println(Types.Inner.Deeper.NAME);
        return Inner.Deeper.NAME.length() + java.lang.Math.abs(shared.id);
    }
}
