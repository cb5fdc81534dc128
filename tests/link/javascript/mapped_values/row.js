export class Row {
  first() {}
  second() {}
  third() {}
  fourth() {}
}
