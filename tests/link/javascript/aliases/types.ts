export class Circle {
  radius() {}
}
export class Square {
  side() {}
}
export type Shape = Circle | Square | null;
export type Both = Circle & { tag(): string } & Square;
export type Visit = string | ((shape: Circle) => void);
export type Loop = Loop | Circle;
