export class Item { use() {} }
export class Box<T> {
  constructor(public value: T) {}
  get(): T { return this.value; }
  each(f: (value: T) => void) { f(this.value); }
}
