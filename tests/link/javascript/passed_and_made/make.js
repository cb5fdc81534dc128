import { A } from './a.js';

export function make() {
    return new A();
}
