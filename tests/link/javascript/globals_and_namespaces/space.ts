export namespace Geometry {
  export function area() {}
  export namespace Solid {
    export function volume() {}
  }
  export class Point {
    move() {}
  }
}

export import Solid = Geometry.Solid;
