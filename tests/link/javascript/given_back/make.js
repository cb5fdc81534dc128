// A function that is given back has no name, and is what calls of whatever holds it mean.
export const ofType = type => thing => typeof thing === type;
export function withTag(tag) {
    tag = tag.toLowerCase();
    return (thing) => tagOf(thing) === tag;
}
export const tagOf = (cache => thing => cache[thing])({});
export function either(first) {
    if (first) {
        return () => 1;
    }
    return function () { return 2; };
}
export function named(first) {
    if (first) {
        return function step() { return 1; };
    }
    return function step() { return 2; };
}
// Not given back itself: what `map` calls is of the function around.
export function through(list) { return list.map(thing => tagOf(thing)); }
