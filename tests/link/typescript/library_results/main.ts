// What the library gives of what it is passed, as its types say.
import { Square } from './square';

export function arrays(squares: Square[], two: Square) {
  squares.with(0, two)[0].side();
  squares.toSpliced(0, 1).forEach(s => s.side());
  Array.of(two, two)[1].side();
  squares.values().take(2).toArray()[0].side();
}

export async function sets(set: Set<Square>, other: Set<Square>) {
  set.union(other).forEach(s => s.side());
  set.difference(other).values().drop(1).forEach(s => s.side());
  (await Array.fromAsync(set))[0].side();
}

export function groups(squares: Square[]) {
  Object.groupBy(squares, s => s.side())['a'][0].side();
  Map.groupBy(squares, s => s.side()).get('a')[0].side();
}

export function records(byName: Map<string, Square>, pairs: [string, Square][]) {
  Object.fromEntries(pairs)['a'].side();
  Object.fromEntries(byName)['a'].side();
}

export async function others(square: Square) {
  Object.defineProperty(square, 'a', {}).side();
  (await Promise.try(() => square)).side();
}
