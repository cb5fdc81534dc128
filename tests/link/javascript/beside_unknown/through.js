import { standard } from './parsers.js';

// By way of call and apply, as surely as by a call.
function each(list, step) {
    return list.map((item) => step.call(null, item));
}
export function all(list) {
    return each(list, standard);
}
export class Default {
    run() {}
}
export function made(options) {
    const Made = options.Made || Default;
    return new Made();
}
