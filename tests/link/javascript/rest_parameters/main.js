import { A, B, C } from './items.js';

function each(...others) {
  others.forEach(other => other.go());
}
function behind(first, ...others) {
  first.stop();
  for (const other of others) other.stop();
}
function places(...others) {
  others[0].go();
  others[1].stop();
}
function apart(...[first, second]) {
  first.go();
  second.stop();
}
function left(...all) {
  const [first, ...others] = all;
  first.go();
  others[0].stop();
}
const mapped = (...others) => others.map(other => other.stop());
function on(...others) {
  last(...others);
}
function last(a, b) {
  a.stop();
  b.go();
}
export function calls() {
  each(new A());
  behind(new C(), new A());
  places(new A(), new B());
  apart(new B(), new C());
  left(new A(), new C());
  mapped(new B());
  on(new A(), new C());
}
