export function one() {}
export const two = () => {};
export default function () {}
function hidden() {}
export interface Shape {
  area(): number;
}
