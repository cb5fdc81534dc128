record Line(Point from, Point to, Label label) {}
