import { Cat, Dog } from './dogs';
export function entries(m: Map<Dog, Cat>, r: ReadonlyMap<string, Dog>) {
  for (const [k, v] of m) { k.bark(); v.meow(); }
  for (const e of r.entries()) e[1].bark();
  [...m].forEach(([k, v]) => { k.bark(); v.meow(); });
  Array.from(r, ([, v]) => v.bark());
  const [first] = m;
  first[1].meow();
}
export function parts(m: Map<Dog, Cat>, w: WeakMap<object, Dog>) {
  m.get(new Dog())!.meow();
  m.forEach((v, k) => { v.meow(); k.bark(); });
  for (const k of m.keys()) k.bark();
  [...m.values()][0].meow();
  w.get({})!.bark();
}
export function made() {
  const m = new Map([['a', new Dog()]]);
  for (const [, v] of m) v.bark();
  const typed = new Map<Dog, Cat[]>();
  for (const cats of typed.values()) cats[0].meow();
  for (const [dog, cats] of typed) { dog.bark(); cats[0].meow(); }
}
export function sets(s: Set<Dog>, r: ReadonlySet<Cat>) {
  s.forEach((d) => d.bark());
  for (const c of r) c.meow();
  Array.from(s, (d) => d.bark());
}
