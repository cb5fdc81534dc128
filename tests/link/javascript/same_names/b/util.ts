export function format() {}
export class Box {
  open() {}
}
