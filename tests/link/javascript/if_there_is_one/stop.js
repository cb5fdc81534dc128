export function stop(what) {}
