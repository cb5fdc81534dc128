module.exports = {
  get size() {
    return this.measure();
  },
  measure() {
    return this.size + this.unknown;
  },
  late: function () {
    const self = this;
    return () => this.measure() + self.late();
  },
};

exports.added = function () {
  return this.measure();
};

function plain() {
  return this.measure();
}
exports.plain = plain;

Object.defineProperty(exports, '__esModule', { value: true });
