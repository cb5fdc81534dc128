export function pattern() {}
