package lib;

public class Shape {
    public enum Kind {
        ROUND, FLAT;
        public boolean isRound() { return this == ROUND; }
    }

    public static class Corner {
        public void round() {}
    }
}
