import { Part, make } from './part.js';

// Array.from gives an array, whatever it is given.
export function mapped(form) {
    const parts = Array.from(form.entries()).map(([name, value]) => {
        const part = new Part(name, value);
        return part;
    });
    for (const part of parts) part.encode();
}
export function by(form) {
    for (const part of Array.from(form, make)) part.encode();
}
export function plain() {
    for (const part of Array.from([new Part()])) part.encode();
}
