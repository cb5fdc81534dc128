export interface Shape<T extends Base = Base> extends Named, lib.Sized<T> {
  readonly id: number;
  label?: string;
  onClick: (event: MouseEvent) => void;
  area(scale: number): number;
  area(): Shape<T>;
  get size(): Size;
  set size(value: Size);
  (call: string): void;
  new (width: number): Shape<T>;
  [key: string]: unknown;
  ['computed']: T;
  nested: { deep: Size; go(): void };
}

interface Named {
  name: string;
}

class Size {
  grow(): this {
    return this;
  }
}

function use(shape: Shape, named: Named) {
  shape.size.grow().grow();
  shape.nested.go();
  return shape.area(1) + named.name;
}
