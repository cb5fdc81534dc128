import { A, B, C } from './items.js';

export const space = { inner: {} };
space.inner.make = function () {
  return new A();
};
export const made = {};
made.inner = {};
made.inner.deep = made.inner.deep || {};
made.inner.deep.make = () => new B();
export function Kind() {
  const inner = { make() {} };
  return inner;
}
Kind.inner = {};
Kind.inner.make = function () {
  return new C();
};
