export const n = 1;
export function f() {}
