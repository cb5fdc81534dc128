import * as all from './middle';

export default class Leaf extends all.Middle {
  describe() {
    return super.describe() + super.name();
  }

  own() {}
}
