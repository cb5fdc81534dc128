exports.repeat = function (times, each) {
  each(times);
};
