export type Step = (n: number) => number;

export function up(n: number) {
    return n + 1;
}

export function down(n: number) {
    return n - 1;
}

export function twice(n: number) {
    return n * 2;
}

export function half(n: number) {
    return n / 2;
}

export function nothing() {}

export function finished() {}
