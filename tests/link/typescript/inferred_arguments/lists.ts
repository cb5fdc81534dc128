export function mapped<T, R>(list: readonly T[], each: (item: T, index: number) => R): R[] {
    return list.map(each);
}
export function first<T>(list: readonly T[]): T | undefined {
    return list[0];
}
export function grouped<T>(list: T[], key: (item: T) => string): Record<string, T[]> {
    return {};
}
export function pipe<A, B, C>(value: A, one: (a: A) => B, two: (b: B) => C): C {
    return two(one(value));
}
export async function retried<T>(work: () => Promise<T>): Promise<T> {
    return work();
}
export type Reducer<S> = (state: S | undefined, action: string) => S;
export interface Store<S> {
    state(): S;
}
export function store<S>(reducer: Reducer<S>): Store<S> {
    return { state: () => reducer(undefined, "start") };
}
export interface Feed<T> {
    next(): T;
}
export function latest<T>(feed: Feed<T>): T {
    return feed.next();
}
export class Box<T> {
    constructor(private readonly value: T) {}
    map<R>(change: (value: T) => R): Box<R> {
        return new Box(change(this.value));
    }
    get(): T {
        return this.value;
    }
}
