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

function instances(type: Function) {
  return (value: unknown) => value instanceof type;
}
export const isDog = instances(Dog) as (value: unknown) => value is Dog;
export type CatGuard = (value: unknown) => value is Cat;
export interface Guards {
  dog: (value: unknown) => value is Dog;
}
