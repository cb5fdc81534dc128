class Point {
    static now() {}
    subtract() {}
}
exports.Point = Point;
