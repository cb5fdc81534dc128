import { ofType, withTag, tagOf, either, named } from './make.js';

const isString = ofType('string');
const isBlob = withTag('Blob');

export function check(thing) {
    return isString(thing) && isBlob(thing) && tagOf(thing);
}
export function any() { return either(true)(); }
export function steps() { return named(true)(); }
