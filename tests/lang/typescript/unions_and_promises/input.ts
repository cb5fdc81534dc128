class User {
  greet() {}
}

async function find(id: string): Promise<User | undefined> {
  return new User();
}

function lookup(): User | null {
  return null;
}

class Cache {
  entry: Readonly<User>;
  pending?: Promise<User>;
}

async function main(cache: Cache, list: User[], either: string | User) {
  const user = await find('1');
  user?.greet();
  lookup()!.greet();
  cache.entry.greet();
  (await cache.pending).greet();
  either.greet();
  list[0].greet();
  list.greet();
}
