import { Api, Handler, Options } from './api';
export class Started {
  constructor(options: Options) {}
}
export const started = new Started({
  effect(n, api) { api.fork(); },
  nested: { on(api) { api.fork(); } },
  list: [(api) => api.fork()],
  method: (api) => api.fork(),
});
export function options(): Options {
  return { effect: (n, api) => api.fork(), nested: { on: (api) => api.fork() }, list: [], method(api) { api.fork(); } };
}
export const list: Handler[] = [(api) => api.fork(), (api) => api.delay(1)];
export function returned(): Handler {
  return (api) => api.fork();
}
export const arrow = (): Handler => (api) => api.fork();
export function curried(n: number): (api: Api) => void {
  return (api) => api.delay(n);
}
export const either: Handler = list.length > 1 ? (api) => api.fork() : (api) => api.delay(2);
export const other: Handler = list[0] ?? ((api) => api.fork());
export const both: Handler | false = list.length > 0 && ((api) => api.fork());
export function pass(handlers: Handler[], last: Handler): void {}
pass([(api) => api.fork()], list.length > 0 ? (api) => api.fork() : (api) => api.delay(3));
export function unknown() {
  return (api) => api.fork(); // nothing says what it is
}
