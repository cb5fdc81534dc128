function target(a, b) {}

class Runner {
  run(...args) {
    target(...args);
    target(1, ...args, 2);
    target.call(this, 1);
    new Runner;
    new Runner().run().run();
    target()(1);
    (0, target)(2);
    target(target(1), function () { target(); }, () => target());
    eval('target()');
  }
}

new target.Type(1);
