import lib.Base;

class Known {
    int area(int side) { return side * side; }
}

class Square extends Known {
    int area(int a, int b) { return a * b; }
    int here() { return area(1, 2); }
    int above() { return area(3); }
}

class Foreign extends Base {
    int area(int a, int b) { return a * b; }
    int elsewhere() { return area(3); }
}
