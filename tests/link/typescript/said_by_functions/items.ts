export class Base {
  isSpecial(): this is Special {
    return false;
  }
  go() {}
}
export class Special extends Base {
  go() {}
}
export class Fish {
  move() {}
}
export class Bird {
  move() {}
}
export function isBird(value: unknown): value is Bird {
  return value instanceof Bird;
}
