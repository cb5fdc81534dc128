import { A, B, Shape, Circle, Square, Result, Level, Low, High } from './items';

export function equal(shape: Shape) {
  if (shape.kind === 'square') shape.area();
  else shape.area();
}
export function unequal(shape: Shape) {
  if (shape.kind !== 'square') return;
  shape.area();
}
export function either(shape: Shape) {
  return shape.kind === "dash" ? shape.area() : null;
}
export function also(shape: Shape) {
  return shape.kind === 'line' && shape.area();
}
export function switched(shape: Shape) {
  switch (shape.kind) {
    case 'square':
      shape.area();
      break;
    case 'line':
      shape.area();
  }
}
export function truth(result: Result) {
  if (!result.ok) {
    result.value.go();
    return;
  }
  result.value.go();
}
export function literal(result: Result) {
  if (result.ok === false) result.value.go();
}
export function enums(value: Low | High) {
  if (value.level === Level.High) value.run();
}
export function has(shape: Circle | Square) {
  if ('side' in shape) shape.area();
  else shape.area();
}
export function otherType(shape: Circle | Square) {
  if (shape instanceof Circle) shape.area();
  else shape.area();
}
// Types that are written out in the union, or in place.
export type Action = { type: 'done'; value: A } | { type: 'failed'; value: B };
export function written(action: Action, actions: Action[]) {
  if (action.type === 'done') action.value.go();
  else action.value.go();
  for (const each of actions) {
    switch (each.type) {
      case 'failed':
        each.value.go();
    }
  }
}
export function inPlace(value: { kind: 'a'; part: A } | { kind: 'b'; part: B }) {
  if (value.kind === 'b') value.part.go();
}
// A literal that nobody has says nothing.
export function unknown(shape: Shape) {
  if (shape.kind === ('other' as string)) shape.area();
}
