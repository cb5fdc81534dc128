early(1);

function early(a, b = 2, ...rest) {
  later();
  return helper;

  function helper() {
    return early();
  }
}

function* walk(node) {
  yield node;
  yield* walk(node.next);
}

var later = function () {
  inner();
  function inner() {}
};
