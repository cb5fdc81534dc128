function draw() {}
function erase() {}

(function (first, second) {
  first();
  second();
})(draw, erase);

((only) => only())(draw);

(function (root, factory) {
  if (typeof module === "object") module.exports = factory();
  else root.paint = factory();
})(this, function () {
  function brush() {}
  return { brush: brush, stroke() { return this.brush(); } };
});
