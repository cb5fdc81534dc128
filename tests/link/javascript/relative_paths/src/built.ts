export function typed() {}
