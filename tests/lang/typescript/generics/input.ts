interface Entity {
  id: string;
  save(): void;
}

class Repository<T extends Entity, K extends keyof T = keyof T> {
  items: T[] = [];
  first(): T {
    return this.items[0];
  }
  map<U>(fn: (item: T) => U): U[] {
    return this.items.map(fn);
  }
}

function pick<T extends Entity, const K extends string>(source: T, key: K): T {
  source.save();
  return source;
}

const users = new Repository<User>();
class User implements Entity {
  id = '';
  save() {}
}
users.first().save();
pick<User, 'id'>(new User(), 'id').save();
const factory = pick<User, 'id'>;
