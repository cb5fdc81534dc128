import { make } from './make.js';

export function run(given) {
    const item = given || make();
    item.go();
}
