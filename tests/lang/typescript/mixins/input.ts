type Constructor<T = {}> = new (...args: any[]) => T;
class Base {
  base() {}
}
const Timed = <T extends Constructor>(Parent: T) =>
  class extends Parent {
    stamp() {}
  };
function Named<T extends Constructor<Base>>(Parent: T) {
  return class Inner extends Parent {
    name() {
      this.base();
    }
  };
}
class Both extends Named(Timed(Base)) {
  go() {
    this.name();
    this.stamp();
    this.base();
  }
}
const Kept = Timed(Base);
class Third extends Kept {}
new Third().stamp();
class Outside extends outside(Base) {}
