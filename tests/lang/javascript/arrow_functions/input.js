const add = (a, b) => a + b;
const one = x => add(x, 1);
let slow = async ({ id }, [first] = []) => {
  return one(id) + first;
};
const curry = (a) => (b) => add(a, b);
export const handler = async function named(event) {
  named(event);
  return slow(event);
};
const wide = (
  first,
  { second },
) => first + second;
[1, 2].map((n) => one(n)).filter(Boolean);
