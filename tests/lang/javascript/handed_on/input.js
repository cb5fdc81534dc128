class Leaf {
  visit(callback) {
    callback(this, new Stem());
  }
  green() {}
}

class Stem {
  cut() {}
}

new Leaf().visit((leaf, stem) => {
  leaf.green();
  stem.cut();
});

function twice(action) {
  [1, 2].forEach(() => action(new Stem()));
}
twice(function (stem) { stem.cut(); });

class Desk {
  constructor() {
    this.keys = { open: () => this.open(), other() { return this.open(); } };
  }
  open() {}
  press() { this.keys.open(); }
}

function eachLeaf(action) { action(new Leaf()); }
function trim(leaf) { leaf.green(); }
const crop = (stem) => stem.cut();
eachLeaf(trim);
[new Stem()].forEach(crop);
