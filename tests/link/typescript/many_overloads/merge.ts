// More overloads than anybody wants to tell apart, and what implements them all.
export function merge(a: A): A;
export function merge(b: B): B;
export function merge(c: C): C;
export function merge(d: D): D;
export function merge(e: E): E;
export function merge(f: F): F;
export function merge(g: G): G;
export function merge(h: H): H;
export function merge(i: I): I;
export function merge(j: J): J;
export function merge(...all: unknown[]) {
    return all[0];
}
interface A {} interface B {} interface C {} interface D {} interface E {}
interface F {} interface G {} interface H {} interface I {} interface J {}
