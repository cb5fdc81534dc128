exports.default = one;
function one() {}
module.exports = exports.default;
