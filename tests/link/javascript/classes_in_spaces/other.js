exports.Text = function Text() {
  this.draw();
};
exports.Text.prototype.draw = function () {};
