class Base {
  constructor(name) {
    this.name = name;
  }
  run() {
    return this.step();
  }
  step() {
    return 0;
  }
}

class Child extends Base {
  constructor() {
    super('child');
  }
  step() {
    return super.run() + this.name;
  }
}

class Far extends lib.Mixed(Base) {}
class Plain extends Far {
  go() {
    return this.run();
  }
}

new Child().run();
