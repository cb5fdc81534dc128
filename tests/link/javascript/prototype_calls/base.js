function Base() {}
Base.prototype.run = function run() {};
Base.prototype.stop = function () {};
module.exports = Base;
