class Shape {
  sides = 4;
  static count = 0;
  'quoted name' = 1;
  onClick = (event) => this.area(event);
  bound = function () {
    return this.sides;
  };

  constructor(width) {
    this.width = width;
    this.sides = 3;
    this.width = width * 2;
  }

  area() {
    this.cache = {};
    return this.width * this.sides;
  }

  static of(width) {
    Shape.count++;
    return new Shape(width);
  }

  async *items(...args) {}

  'method name'() {}
}

Shape.of(2).area();
const shape = new Shape(1);
shape.onClick();
