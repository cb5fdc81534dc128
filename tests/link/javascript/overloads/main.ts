import { only, parse, Reader, Stream } from './parse';

parse('1');
parse(1, 2);
new Stream().read(1);
only('a').read();
only('a', 1);

export function use(reader: Reader) {
  reader.read();
  reader.read(1, 'utf8');
}

export const passed = parse;
