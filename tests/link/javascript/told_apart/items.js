export class Circle {
  constructor() {
    this.kind = 'circle';
  }
  area() {}
}
export class Square {
  constructor() {
    this.kind = 'square';
  }
  area() {}
  side() {}
}
