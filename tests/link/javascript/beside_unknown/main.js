import { standard, strict } from './parsers.js';

const shared = globalThis.parse ?? standard;

// What is given may be any function, so the standard one is less sure.
export function either(options) {
    const parse = options.parse || standard;
    return parse('a');
}
export function chosen(options) {
    const parse = options.parse ? options.parse : standard;
    return parse('b');
}
export function takenApart(options) {
    const { parse = standard } = options;
    return parse('c');
}
export function later(options) {
    let parse = standard;
    if (options.parse) parse = options.parse;
    return parse('d');
}
export function ofTheFile() {
    return shared('e');
}
export function atOnce(options) {
    return (options.parse ?? standard)('f');
}

// Another name of one function.
export function same() {
    const parse = standard;
    return parse('g');
}
// One of two.
export function oneOf(options) {
    const parse = options.strict ? strict : standard;
    return parse('h');
}

// What a callback gets.
export function run() {
    [standard].forEach((step) => step('i'));
}
