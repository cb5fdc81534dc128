export const Space = {};
Space.Shape = function () {
  this.draw();
};
Space.Shape.prototype.draw = function () {
  this.line();
};
Space.Shape.prototype.line = function () {};
Space.Line = function () {};
Space.Line.prototype = { draw() {} };
