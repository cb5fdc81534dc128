export abstract class Root {
  constructor(readonly name: string) {}
}
export class Middle extends Root {
  describe(): string { return this.name; }
}
export class Plain {}
