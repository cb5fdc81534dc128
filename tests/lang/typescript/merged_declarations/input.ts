interface Box {
  width: number;
}

interface Box {
  height: number;
}

class Widget {
  draw() {}
}

namespace Widget {
  export function create() {
    return new Widget();
  }
}

type Mode = 'a' | 'b';
const Mode = { a: 1 };

function area(box: Box, mode: Mode) {
  return box.width * box.height + Mode.a;
}
