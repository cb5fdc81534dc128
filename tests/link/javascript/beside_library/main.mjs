import merge from 'merge';
import Map, { create, ObjectMap } from './map.mjs';
import { combine } from './combine.mjs';

export function made() {
    const map = new Map();
    return map.get('a');
}
export function created() {
    return create(null);
}
export function chosen(fast) {
    const join = fast ? merge : combine;
    return join({}, {});
}

// No other.
export function own() {
    const map = new ObjectMap();
    return map.get('b');
}
export function filled() {
    let map = null;
    map = new ObjectMap();
    map.set?.('a', 1);
    return map.get('c');
}
