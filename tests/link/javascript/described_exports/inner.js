exports.run = function () {};
exports.stop = function () {};
