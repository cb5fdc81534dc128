export function twice() {}
