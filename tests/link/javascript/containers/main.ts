import { Item, Shelf } from './item';

export async function run(
  list: Item[],
  map: Map<string, Item>,
  set: ReadonlySet<Item>,
  later: Promise<Item[]>,
  pair: [string, Item],
  shelf: Shelf<Item>,
) {
  list[0].use();
  list.filter((item) => item.id > 0).map((item) => item.use())[0].use();
  list.find((item) => item.use())?.use();
  for (const item of list) item.use();
  for (const item of set) item.use();
  map.get('a')!.use();
  map.forEach((item) => item.use());
  (await later)[0].use();
  later.then((items) => items[0].use());
  pair[1].use();
  const [, second] = pair;
  second.use();
  const [only] = list;
  only.use();
  shelf.first().use();
  shelf.each((item) => item.use());
  const made = new Set([new Item()]);
  made.forEach((item) => item.use());
  const [left, right] = await Promise.all([list[0], shelf]);
  left.use();
  right.first().use();
  list.reduce((sum, item) => item.use(), list[0]).use();
}
