/**
 * A queue.
 * @deprecated use Stream
 */
export class Queue {
  /** How long. */
  readonly length: number = 0;

  // internal
  private items: string[] = [];

  /** Adds. */
  @logged
  push(item: string): void {}
}

/** Direction. */
export enum Way {
  /** Up. */
  Up,
  Down, // not up
}

/** The options. */
export interface Options {
  /** Where. */
  path: string;
}

/** A pair. */
type Pair = [string, string];
