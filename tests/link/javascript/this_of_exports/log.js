exports.log = log;
exports.warn = function () {
  this.log('!');
};
function log(text) {
  this.warn.call(null, text);
}
