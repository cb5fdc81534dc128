import { N } from './lib';
export function u() { N.f(1).bm(); N.f("x").am(); }
