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

export class Shape {
    area() {
        return 0;
    }
}

export class Square extends Shape {
    area() {
        return 4;
    }
}

export function square() {
    return new Square();
}
