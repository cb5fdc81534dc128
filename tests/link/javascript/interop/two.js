exports.default = two;
function two() {}
module.exports = exports.default;
