exports.kStore = Symbol('store');
exports.kResume = Symbol('resume');
