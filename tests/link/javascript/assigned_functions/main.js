import { random, draw, only } from './made.js';

export function shuffle() {
    return random(7);
}
export function pick() {
    return draw(3);
}
export function sole() {
    return only();
}
