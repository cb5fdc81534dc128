export interface Named {
  name(): string;
}

export abstract class Base<T> implements Named {
  constructor(protected item: T) {}

  name() {
    return this.describe();
  }

  abstract describe(): string;

  get(): T {
    return this.item;
  }

  chain(): this {
    return this;
  }
}
