export class Circle {
  kind = 'circle' as const;
  area() {}
}
export class Square {
  readonly kind: 'square' = 'square';
  area() {}
  side() {}
}
export class Line {
  kind: 'line' | 'dash' = 'line';
  area() {}
}
export type Shape = Circle | Square | Line;

export class A {
  go() {}
}
export class B {
  go() {}
}
export interface Done {
  ok: true;
  value: A;
}
export interface Failed {
  ok: false;
  value: B;
}
export type Result = Done | Failed;

export enum Level {
  Low,
  High,
}
export class Low {
  level: Level.Low = Level.Low;
  run() {}
}
export class High {
  level: Level.High = Level.High;
  run() {}
}
