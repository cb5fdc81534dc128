export class Printer {
  print() {}
}
export class Ink {
  dry() {}
}
