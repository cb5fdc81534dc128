import { hit, Old } from './targets.js';
const handlers = {};
export function register(name, f) { handlers[name] = f; }
export function handle(name) { handlers[name](); }
export class Events {
  constructor() { this.by = {}; }
  on(name, f) { (this.by[name] = this.by[name] || []).push(f); }
  emit(name) { (this.by[name] || []).forEach(h => h()); }
  emitFirst(name) { const list = this.by[name]; list[0](); }
}
export function through() { hit.call(null); hit.apply(null, []); Old.call(this); }
export function later() { return import('./targets.js').then(m => m.hit()); }
register('a', hit);
handle('a');
new Events().on('x', hit);
