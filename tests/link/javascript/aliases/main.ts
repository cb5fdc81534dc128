import { Both, Circle, Loop, Shape, Square, Visit } from './types';

export function draw(shape: Shape, both: Both, loop: Loop) {
  if ('radius' in shape) shape.radius();
  else shape.side();
  both.radius();
  both.side();
  both.tag();
  loop.radius();
}

function visit(callback: Visit) {}
visit((shape) => shape.radius());

export function either(shape: Circle | Square | string, done: null | ((shape: Square) => void)) {
  if (typeof shape !== 'string') {
    shape.radius();
    shape.side();
  }
}
either(null, (shape) => shape.side());
