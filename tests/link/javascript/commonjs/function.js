module.exports = main;
module.exports.also = function () {};

function main() {}
