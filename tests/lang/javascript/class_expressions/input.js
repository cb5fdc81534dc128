const Named = class Inner {
  self() {
    return new Named();
  }
};

let anonymous = class {};
const mixin = (Base) =>
  class extends Base {
    mixed() {
      return this.mixed();
    }
  };

registry.Entry = class Entry {
  open() {}
};

class Host {
  static Part = class {
    fit() {}
  };
}

new Named().self();
new (mixin(Host))();
