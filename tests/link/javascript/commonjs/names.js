exports.named = function () {};
