export class Item {
  id = 0;
  use(): Item {
    return this;
  }
}

export class Shelf<T> {
  private readonly all: T[] = [];
  first(): T {
    return this.all[0];
  }
  each(visit: (item: T, index: number) => void) {
    this.all.forEach(visit);
  }
}
