import { A, B, C } from './items';

export function whole(options: { client: A; inner: { retry: B } }) {
  options.client.go();
  options.inner.retry.stop();
}
export function apart({ client, inner: { retry } }: { client: A; inner: { retry: B } }) {
  client.stop();
  retry.go();
}
export const arrow = ({ client: renamed }: { client?: C }) => renamed!.go();
export function byDefault({ client = new A() }: { client?: A } = {}) {
  client.go();
}
function given(): { client: B } {
  return { client: new B() };
}
export const result = () => given().client.stop();
export const called = (maker: { make(): A }) => maker.make().stop();
// A name says more than what is written out beside it.
export function both(value: { other: A } & C) {
  value.stop();
  value.other.go();
}
// What is not said to be of a type is of none that is known.
export function untyped(value: { other; client: A }) {
  value.other.go();
  value.client.go();
}
