export interface A { am(): void } export interface B { bm(): void }
export namespace N { export function f(a: string): A; export function f(a: number): B; }
export namespace N { export const other = 1; }
