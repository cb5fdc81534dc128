export class Item {
  use() {}
}

export class Special extends Item {
  extra() {}
}

export class Store {
  constructor() {
    this.items = [];
    this.byName = new Map();
  }

  add(name) {
    const item = new Item();
    this.items.push(item);
    this.byName.set(name, item);
  }
}
