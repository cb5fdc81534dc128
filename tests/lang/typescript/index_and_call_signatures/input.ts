interface Table {
  [row: number]: Cell;
  (name: string): Cell;
}
interface Cell {
  value: string;
}
type Ctor<T> = new (...args: any[]) => T;
type Abstract = abstract new () => Cell;
function build(make: Ctor<Cell>, table: Table) {
  return [new make().value, table[0].value, table('a').value];
}
