export class Cat {
  speak() {}
}
export class Dog {
  speak() {}
}
export class Box<T> {
  constructor(readonly held: T) {}
}
export function isCat(value: unknown): value is Cat {
  return value instanceof Cat;
}
export const isBox = <T>(value: unknown): value is Box<T> => value instanceof Box;
