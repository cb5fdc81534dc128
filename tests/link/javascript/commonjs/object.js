function helper() {}

module.exports = {
  helper,
  other() {
    module.exports.helper();
    exports.late();
  },
};
module.exports.late = () => {};
