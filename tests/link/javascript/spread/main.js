import { A, B, C } from './items.js';

const base = { run() {}, helper: new A() };
export const extended = { ...base, other: new B() };
const hidden = { ...base, helper: new C() };

// What an object takes in is its own; what it has by itself goes first.
export function objects() {
  extended.helper.go();
  extended.other.go();
  hidden.helper.stop();
  const local = { ...{ first: new A(), second: new B() }, second: new C() };
  local.first.stop();
  local.second.go();
}

// An array holds what it takes in, at places that are not known.
export function arrays() {
  const some = [new A()];
  for (const each of [...some]) each.go();
  const [first] = [new B(), ...some];
  first.stop();
  const [either] = [...some, new C()];
  either.stop();
}

// As arguments, the first few are known by their places.
function two(a, b) {
  a.go();
  b.stop();
}
export function passed() {
  const both = [new A(), new B()];
  two(...both);
}

// What is left of an object has what the whole has.
export function left() {
  const { gone, ...rest } = { gone: new A(), kept: new B() };
  gone.go();
  rest.kept.stop();
}

// Object.assign gives what all of its arguments are.
function assigned(options) {
  return Object.assign({}, { first: new A() }, options);
}
export function merged() {
  assigned({ second: new C() }).first.go();
  assigned({ second: new C() }).second.stop();
}

// Objects that take each other in, round and round.
function around(options) {
  options.a.go();
  if (options.more) around({ ...options, b: new B() });
  else back({ ...options });
}
function back(options) {
  around({ ...options });
}
export const start = () => around({ a: new A() });
