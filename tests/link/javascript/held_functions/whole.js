module.exports = { go, other() {} };
function go() {
  this.other();
}
