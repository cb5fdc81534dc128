export class Shape {
  /** @return {this} */
  grow() {
    return this;
  }
  area() {}
}
