export * from './all.js';
export * as ns from './ns.js';
export { one, two as zwei } from './named.js';
export { default } from './main.js';
export { default as Main } from './main.js';
import { late } from './late.js';
export { late };
one();
