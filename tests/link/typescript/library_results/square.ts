export class Square {
  side() {}
}
