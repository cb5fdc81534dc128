// Words that the grammar does not know.
interface Sink<in A> {
    put(value: A): void;
}
interface Source<out A> {
    take(): A;
}
class Cell<in out A, out B = never> {
    constructor(public value: A) {}
}
type Both<in A, out B> = (value: A) => B;
type Named<out extends string, T> = out;

export type * from "./types";
export type * as types from "./types";

abstract class Sized {
    abstract accessor size: number;
    accessor width = 1;
    accessor = 2;
}

function open(): Sized {
    return null!;
}
async function close(files: Sized[]) {
    using file = open();
    await using other: Sized = open();
    for (using each of files) each.size;
    const out = 1,
        using = 2;
    return [file.size, other.size, out, using, out in files];
}

type Quoted = `Missing \`Self\` of ${string}`;

let boxed: import("./box").Box<import("./box").Item>;
const loaded = open.call<typeof import("./box")>();
const later = import("./box").then<number>(() => 1);

function behind(): Sized {
    return open();
}

class Decorated {
    @accessor height = open();
    @using width: Sized = open();
    accessor from: Sized = accessor(open());
    using(accessor: Sized): import("./box").Box<Sized> {
        return null!;
    }
}

import accessor from "./accessor";
export * as accessor from './accessor';
