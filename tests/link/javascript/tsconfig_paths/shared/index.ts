export function shared() {}
