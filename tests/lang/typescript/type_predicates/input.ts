class A {
  f() {}
}
class B {
  f() {}
}
function isA(value: unknown): value is A {
  return value instanceof A;
}
const isB = (value: unknown): value is B => value instanceof B;
function assertA(value: unknown): asserts value is A {}
function isSecond(first: unknown, value: unknown): value is A {
  return value instanceof A;
}
function isReady(value: unknown): boolean {
  return Boolean(value);
}
function branches(value: unknown) {
  if (isA(value)) value.f();
  else if (isB(value) && value.f()) value.f();
  return isB(value) ? value.f() : undefined;
}
function behind(value: unknown) {
  if (!isA(value)) return;
  value.f();
}
function asserted(value: unknown) {
  assertA(value);
  value.f();
}
function saysNothing(value: B) {
  if (isReady(value)) value.f();
  if (isSecond(value, 1)) value.f();
}
