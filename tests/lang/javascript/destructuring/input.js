class Point {
  constructor() {
    this.x = 1;
  }
  move() {}
}

const { x, y: { z = 2, ...deep } = {}, ...rest } = new Point();
const [first, , [second = x], ...tail] = list;
let p, q;
({ p, nested: [q], other: Point.prototype.z } = new Point());
[p, q] = [q, p];

function draw({ move, x: left = 0 }, [a, b] = [1, 2]) {
  const { move: go } = new Point();
  go(left);
  return move(a, b);
}
