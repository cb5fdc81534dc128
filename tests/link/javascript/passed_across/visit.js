exports.visit = function visit(page) {
  page.turn();
};

exports.Walker = class Walker {
  constructor(step) {
    this.step = step;
  }

  walk() {
    this.step();
  }
};
