import { isDog, CatGuard, Guards } from './guards';

// What the type of a function says, not its declaration.
export function cast(value: any) {
  if (isDog(value)) value.speak();
}
export function aliased(value: any, guard: CatGuard) {
  if (guard(value)) value.speak();
}
export function member(value: any, guards: Guards) {
  if (guards.dog(value)) value.speak();
}
export function filtered(values: unknown[]) {
  return values.filter(isDog).map((one) => one.speak());
}
