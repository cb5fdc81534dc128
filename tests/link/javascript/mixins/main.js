import { Named, Timed } from './mixins.js';

class Base {
  base() {}
}
class Both extends Named(Timed(Base)) {
  go() {
    this.name();
    this.stamp();
    this.base();
  }
}
