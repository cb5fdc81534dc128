import { Circle, Square } from './items.js';

function compared(shape) {
  if (shape.kind === 'circle') shape.area();
}
function otherwise(shape) {
  if (shape.kind === 'circle') return;
  shape.area();
}
function has(shape) {
  if ('side' in shape) shape.area();
}
function switched(shape) {
  switch (shape.kind) {
    case 'square':
      shape.area();
  }
}
// Both go on to the same statements.
function falls(shape) {
  switch (shape.kind) {
    case 'circle':
    case 'square':
      shape.area();
  }
}
// Another value, and another name.
function assigned(shape) {
  if (shape.kind === 'circle') {
    shape = new Square();
    shape.area();
  }
}
function unlike(shape, other) {
  if (shape.kind === 'circle') other.area();
}
export function calls() {
  compared(new Circle()), compared(new Square());
  otherwise(new Circle()), otherwise(new Square());
  has(new Circle()), has(new Square());
  switched(new Circle()), switched(new Square());
  falls(new Circle()), falls(new Square());
  assigned(new Circle());
  unlike(new Circle(), new Square());
}
