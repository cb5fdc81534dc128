export class Parser {
  record(name: string) {}
}
