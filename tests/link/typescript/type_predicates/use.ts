import { isCat, Dog } from './guards';
import * as guards from './guards';

export function cat(value: unknown) {
  if (isCat(value)) value.speak();
}
export function other(value: Dog) {
  if (guards.isCat(value)) value.speak();
  else value.speak();
}
export function filtered(values: unknown[]) {
  for (const value of values) {
    if (!isCat(value)) continue;
    value.speak();
  }
}
