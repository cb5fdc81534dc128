/** Reads a file. */
export declare function read(path: string): Buffer;
export declare function read(path: string, encoding: string): string;
declare const version: string;
export declare class Stream extends Base {
  constructor(path: string);
  readonly length: number;
  pipe(target: Stream): this;
  static open(path: string): Stream;
  private closed;
}
export interface Options {
  encoding?: string;
}
export as namespace Reader;
declare let a: number, b: Options;
export { version, Options as ReadOptions };
export default read;
