export class Event {
  stop() {}
}

export type Handler = (event: Event) => void;

export interface Listener {
  (event: Event): Event;
}

export function on(name: string, handler: Handler) {
  handler(new Event());
}

export function listen(listener: Listener) {
  listener(new Event()).stop();
}

export function wrap<T>(value: T, use: (value: T) => void) {
  use(value);
}
