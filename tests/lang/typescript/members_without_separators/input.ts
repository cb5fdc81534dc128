export interface Make {
    last: Shape
    <T>(of: T): Shape
    all(): Shape[]
    // a comment between them
    <T extends { a: string }, U = () => T>(of: T, or: U): Shape
    "quoted": { a: string }
    /* and one more */
    <const K>(
        of: K,
        text: string
    ): Shape
    new <T>(of: T): Make
    <
        T extends (of: Shape) => string,
        U,
    >(
        of: T,
    ): Make
}

type Either = {
    value: string | number
    <T>(of: T): void
}

interface Shape {
    named
        <T>(of: T): void
}

export function after(a: number, b: number) {
    const less = a
        < b;
    const made = make
        <Shape>(before());
    const arrow = () =>
        <T>(of: T): T => of;
    return [less, made, arrow];
}

function before(): Shape {
    return before();
}

declare const make: <T>(of: T) => T;
