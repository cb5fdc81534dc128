export function added(value) {}
export function reset() {}
export class Narrow {
  go() {}
}
export class Wide {
  go(a, b) {}
}
