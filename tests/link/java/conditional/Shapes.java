package shapes;

public abstract class Shapes {
    public String title() {
        return "shape";
    }
}

class Square extends Shapes {
    @Override
    public String title() {
        return "square";
    }
}

class Circle extends Shapes {
    @Override
    public String title() {
        return "circle";
    }
}

class UnitCircle extends Circle {
}
