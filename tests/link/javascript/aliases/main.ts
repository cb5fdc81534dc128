import { Both, Loop, Shape, Visit } from './types';

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
