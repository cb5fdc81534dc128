function makeCounter(start) {
  return {
    next() { return this.step(); },
    step: function () { return start; },
    twice() { return [1, 2].map(() => this.next()); },
    get last() { return makeTape(); },
    plain() { function inner() { return this.next(); } return inner(); },
  };
}

function makeTape() {
  const tape = { rewind() { return tape; }, play() { this.rewind(); } };
  return tape;
}

const counter = makeCounter(1);
counter.next();
counter.last.play();

class Shape {
  area() { return this.constructor.unit(); }
  static unit() { return 1; }
}

const Square = class Inner extends Shape {
  copy() { return new Inner().area(); }
};

function Base() {}
Base.write = console.log;
Base.print = function () { Base.write("text"); };
