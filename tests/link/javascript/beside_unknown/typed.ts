import { plain } from './plain';

interface Options {
    parse?: (text: string) => string;
}

export function typed(options: Options) {
    const parse = options.parse ?? plain;
    return parse('a');
}
