export const a = 1, b = () => a;
export let { c, d: [e] } = load();
export function f() {}
export class G {}
export { h, i as j, k as default };
export {};

const h = 1;
function i() {
  return h;
}
const k = i();
