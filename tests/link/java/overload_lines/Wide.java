/** More overloads of its own than anybody wants to know. */
class Wide extends Base<Wide> {
    Wide with(int v) { return this; }
    Wide with(long v) { return this; }
    Wide with(char v) { return this; }
    Wide with(double v) { return this; }
    Wide with(String v) { return this; }
    Wide with(int[] v) { return this; }
    Wide with(long[] v) { return this; }
    Wide with(char[] v) { return this; }
    Wide with(double[] v) { return this; }
    Wide with(String[] v) { return this; }
    void put(Wide value, int n) {}
}
