export interface Maker<T, D> {
  init(made: T, def: D): void;
}
export declare function make<T, D>(name: string, init: (made: T, def: D) => void): Maker<T, D>;
export class Shape {
  area(): number { return 1; }
}
export class Def {
  kind(): string { return ''; }
}
