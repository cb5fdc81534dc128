export enum Color {
  Red,
  Green = 'green',
  'quoted' = Red,
  Computed = size(),
}

const enum Mode {
  Read = 1 << 0,
  Write = 1 << 1,
  Both = Read | Write,
}

declare enum Ambient {
  A,
}

function size(mode: Mode = Mode.Both) {
  return Color.Red + Color['Green'];
}

let color: Color.Red = Color.Red;
