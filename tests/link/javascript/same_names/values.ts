export interface Kind {
  is(): boolean;
}
export const Kind = { parse(): Kind {} };
export type Id = string;
export const Id = () => {};
export class Both {}
export namespace Both {
  export function make() {}
}
