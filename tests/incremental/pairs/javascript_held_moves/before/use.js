import { start } from './lib.js';
export function use() {
    start().stop();
}
