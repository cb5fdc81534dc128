type Unwrap<T> = T extends Promise<infer Inner> ? Unwrap<Inner> : T;
type Args<F> = F extends (...args: infer A extends unknown[]) => infer R ? [A, R] : never;
type Frozen<T> = { readonly [K in keyof T]-?: Frozen<T[K]> };
type Renamed<T> = { [K in keyof T as `get${Capitalize<K & string>}`]: () => T[K] };
type Element = Frozen<Source>['items'][number];
type Text = `${Level}-${'a' | 'b'}`;
type Level = 'low';
interface Source {
  items: Unwrap<Level>[];
}
let level: keyof Source & Level;
