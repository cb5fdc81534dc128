interface Shape extends Sized, Comparable<Shape> {
    double UNIT = 1.0, HALF = UNIT / 2;

    double area();

    default double doubled() {
        return twice(area()) * UNIT;
    }

    private double twice(double a) {
        return a + a;
    }

    static Shape none() {
        return null;
    }

    class Empty implements Shape {
        public double area() { return HALF; }
    }
}

interface Sized {
    int size();
}
