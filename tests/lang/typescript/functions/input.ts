export function* ids(): Generator<number> {
  yield 1;
}
export const compare = <T,>(a: T, b: T): boolean => equal(a, b);
const equal = function <T>(this: Window, a: T, b?: T, c = 1): a is T {
  return true;
};
function assertIsString(value: any): asserts value is string {}
async function* stream<T extends object>({ size, items: [first] }: Options, cb?: (x: T) => void) {
  size.grow();
  cb?.(first);
}
interface Options {
  size: Size;
  items: string[];
}
class Size {
  grow() {}
}
