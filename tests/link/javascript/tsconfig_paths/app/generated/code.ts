export function code() {}
