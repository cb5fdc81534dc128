import { A } from './a.js';
function other(x) { return x; }
export function pick(x) {
    const y = x;
    return y;
}
const table = { a: pick };
export function call(k) {
    table[k](new A());
}
