import { pick } from './lib.js';
export function use(z) {
    pick(z).run();
}
