function start() {
  this.own();
  [1].forEach(() => this.renamed());
  [1].forEach(function () {
    this.own();
  });
  function inside() {
    this.own();
  }
}
function begin() {
  this.own();
}
export const api = { start, renamed: begin, own() {} };

export function Shape() {}
Shape.prototype.draw = draw;
Shape.prototype.line = function () {};
Shape.make = make;
Shape.blank = () => {};
function draw() {
  this.line();
}
function make() {
  this.blank();
}
