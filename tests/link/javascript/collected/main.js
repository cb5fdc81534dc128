import { Item, Special, Store } from './items.js';

const store = new Store();
store.items.forEach((item) => item.use());
store.byName.get('a').use();
for (const item of store.items) item.use();

export function check(value, other) {
  if (value instanceof Special) value.extra();
  if (other instanceof Item || other instanceof Special) {
    other.use();
    other.extra();
  }
}

function* all() {
  yield new Item();
  yield* store.items;
}
for (const item of all()) item.use();

const either = store.items.length > 0 ? new Special() : null;
either.extra();
const table = [new Item(), check];
table[0].use();
table[1](store);
