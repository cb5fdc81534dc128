namespace Geometry {
  const origin = 0;
  export function area() {
    return origin + Inner.depth();
  }
  export namespace Inner {
    export function depth() {
      return area();
    }
  }
}

namespace Geometry {
  export const more = area();
}

namespace A.B.C {
  export class D {}
}

module Legacy {
  export type T = A.B.C.D;
}

Geometry.Inner.depth();
new A.B.C.D();
Geometry.more;
