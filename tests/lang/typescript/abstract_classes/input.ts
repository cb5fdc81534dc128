export abstract class Shape {
  abstract readonly name: string;
  protected abstract area(scale: number): number;
  abstract get size(): number;
  static create(): Shape {
    return new Square();
  }
  describe() {
    return this.name + this.area(2) + this.size;
  }
}

class Square extends Shape {
  override readonly name = 'square';
  protected override area() {
    return super.describe().length;
  }
  get size() {
    return 1;
  }
}

abstract class Partial extends Shape {}
Shape.create().describe();
