class Row {
  text() {}
}

function load(id: number): Row;
function load(id: string, strict: boolean): Row[];
function load(id: unknown): unknown {
  return id;
}

class Store {
  get(key: string): Row;
  get(key: number): Row;
  get(key: any) {
    return new Row();
  }
  constructor(size: number);
  constructor(name: string);
  constructor(value: any) {}
}

export declare function only(value: Row): void;
