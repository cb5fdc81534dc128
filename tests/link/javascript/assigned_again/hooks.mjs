import { loud, quiet } from './voices.mjs';

// Set in a branch, set by whoever calls, or wrapped.
export let speak = () => 1;
if (process.env.LOUD) speak = loud;

export let hook = () => 1;
export function setHook(f) {
    hook = f;
}

let inner = quiet;
export let wrapped = () => 1;
const before = wrapped;
wrapped = () => before() + inner();

export function late(test) {
    let f = function () { return 1; };
    if (test) f = loud;
    return f();
}
