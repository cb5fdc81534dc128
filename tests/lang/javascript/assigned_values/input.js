function add() {}
function drop() {}
function keep() {}

function run(options) {
  let action;
  action ??= add;
  action();
  let other = null;
  other ||= drop;
  other();
  let first, second;
  [first, second] = [add, keep];
  second();
  ({ first, second } = { first: drop, second: drop });
  first();
  const table = {};
  table["keep"] = keep;
  table.keep();
  const byName = new Map([["add", add], ["drop", drop]]);
  byName.get("drop")();
  for (const each of Object.values({ add, keep })) each();
}

const steps = {
  *[Symbol.iterator]() { yield add; },
  count() {},
};
for (const step of steps) step();
