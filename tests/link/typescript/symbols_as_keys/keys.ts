export const changes = Symbol('changes');
export const FIRST = 0;
