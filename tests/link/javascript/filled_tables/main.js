import { up, down, left, right } from './steps.js';

// What an object is given after it was written is looked up in it, too, and each of it may be called.
const moves = { up, down };
moves.left = left;
moves['right'] = right;

export function move(name) {
    return moves[name]();
}

export function each() {
    for (const step of [up, down, left])
        step();
}
