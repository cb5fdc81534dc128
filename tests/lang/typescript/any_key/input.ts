class Part {
  use(): Part {
    return this;
  }
}
interface Parts {
  size: number;
  [name: string]: Part | number;
}
function byRecord(parts: Record<string, Part>) {
  parts['first'].use();
  parts.second.use().use();
}
function bySignature(parts: { [name: string]: Part }) {
  parts.third.use();
}
function declared(parts: Parts) {
  (parts.fourth as Part).use();
}
function mapped(parts: { [K in 'a' | 'b']: Part }) {
  parts.a.use();
}
function named<K extends string>(names: K[]): { [k in K]: k } {
  return null!;
}
const kinds: { open: 'open'; shut: 'shut' } = named(['open', 'shut']);
kinds.open.length;
