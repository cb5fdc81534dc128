// To be put on other objects: which `log` they have, nobody can tell here.
import { log } from './log.js';
export function start() {
  this.log();
}
function again() {
  this.log();
}
export { again, log };
