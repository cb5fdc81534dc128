interface Thing {
  name: string;
}
const Thing = { create: () => 1 };
type value = Thing;
function value(value: value) {
  return value.name + Thing.create();
}
class Both {}
let a: Both = new Both();
let b: Thing;
let c: typeof Thing;
function generic<Thing>(x: Thing): Thing {
  return x;
}
