function run() {}

function outer(run) {
  const local = () => run();
  return function () {
    const run = 1;
    return local(run);
  };
}

const counter = (() => {
  let count = 0;
  return { next: () => ++count };
})();

(function (root, factory) {
  function setup() {
    factory();
  }
  setup();
})(this, function () {
  run();
});
