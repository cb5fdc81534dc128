import { added, reset, Narrow, Wide } from './parts.js';

const handlers = { add: added, reset };

export function table(kind, value) {
  handlers[kind](value);
}

export function either(more) {
  const handle = more ? added : reset;
  handle();
  const holder = more ? new Narrow() : new Wide();
  holder.go(1);
}
