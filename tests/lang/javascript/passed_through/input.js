function first() {}
function second() {}
function third() {}

function called(self) {
  self();
}
called.call(null, first);

function applied(a, b) {
  b();
}
applied.apply(null, [first, second]);

const kept = (exports.kept = function () {
  third();
});
kept();

const tools = (exports.tools = {
  grind() {},
});
tools.grind();
