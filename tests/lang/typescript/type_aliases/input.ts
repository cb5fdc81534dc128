type Id = string | number;
export type Pair<A, B = A> = { left: A; readonly right?: B; swap(): Pair<B, A> };
type Handler = (event: Event, ...rest: Id[]) => Promise<Result>;
type Result = Pair<Id> & { ok: true };
type Tuple = [first: Id, second?: Result, ...rest: Handler[]];
type Maybe<T> = T | null | undefined;

interface Event {
  stop(): void;
}

const done: Handler = async (event) => {
  event.stop();
  return undefined!;
};

function run(pair: Pair<Event>, maybe: Maybe<Event>) {
  pair.swap().swap();
  return pair.left;
}
