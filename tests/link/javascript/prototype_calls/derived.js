const Base = require('./base');

function Derived() {
  Base.call(this);
}
Derived.prototype = Object.create(Base.prototype);
Derived.prototype.constructor = Derived;

Derived.prototype.run = function run() {
  return Base.prototype.run.call(this);
};
Derived.prototype.stop = function () {
  this.run();
};
module.exports = Derived;
