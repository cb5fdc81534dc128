class Same {
    int same;
    Same same() { return same(same); }
    Same same(int same) { return new Same(); }

    static class same {
        static int same;
    }

    void use() {
        same = 1;
        same();
        same.same();
        Same other = same(same);
        other.same = 2;
        other.same().same();
    }
}
