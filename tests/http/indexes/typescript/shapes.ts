export interface Named { label(): string; }

export abstract class Shape implements Named {
    constructor(protected readonly side: number) {}
    abstract area(): number;
    label(): string { return "é😀" + this.area(); }
    get size() { return this.side; }
}

export class Square extends Shape {
    area(): number { return this.side * this.size; }
}

export const LIMIT = 3;
