import { LIMIT, Named, Shape, Square } from "./shapes";

function all(): Map<string, Shape> {
    return new Map([["é😀", new Square(LIMIT)]]);
}

export function labels(more: Named[]): string[] {
    const found = [...all().values()].map((one) => one.label() + one.size);
    return found.concat(more.map((one) => one.label()));
}
