// A function that is given back has a node where nothing is declared of it.
export const untyped = (tag: string) => (thing: string) => thing === tag;
export const typed: { (tag: string): (thing: string) => boolean } = (tag) => (thing) => thing === tag;
export const aliased: Maker = (tag) => (thing) => thing === tag;
export function declared(tag: string): (thing: string) => boolean {
    return (thing) => thing === tag;
}
type Maker = (tag: string) => (thing: string) => boolean;

export class Tags {
    plain = (tag: string) => (thing: string) => thing === tag;
    typed: Maker = (tag) => (thing) => thing === tag;
    async *all(tag: string) {
        return async function* (thing: string) { yield thing === tag; };
    }
}

export const deep: (a: string) => (b: string) => (c: string) => boolean = (a) => (b) => (c) => a === b && b === c;
export function choice(first: boolean) {
    return first ? () => 1 : ((() => 2) as () => number);
}

export function overloaded(a: string): (b: string) => boolean;
export function overloaded(a: number): (b: number) => boolean;
export function overloaded(a: any) {
    return (b: any) => a === b;
}
