import { A, B, C } from './items.js';
import { helper } from './tools.js';

class Holder {}
class Derived extends Holder {}
class Other {}

export function instances() {
  const holder = new Holder();
  holder.make = helper;
  holder.make();
  holder.client = new A();
  holder.client.go();
}
// What classes are given, those that derive from them have too.
Holder.shared = new B();
export function classes() {
  Holder.shared.go();
  Derived.shared.stop();
}
const object = {};
object.client = new C();
helper.client = new C();
export function values() {
  object.client.go();
  helper.client.stop();
}
// Others have nothing of that name.
export function others() {
  const other = new Other();
  other.make();
  other.client.stop();
}
