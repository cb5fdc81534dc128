import { stop } from './stop.js';

// What is called is the function, if there is one.
export function run(signal) {
    const done = signal && signal.stop && (() => stop(signal));
    done && done();
}
export const choose = (first) => first ? () => stop(1) : function () { stop(2); };
export function both() { choose(true)(); }
