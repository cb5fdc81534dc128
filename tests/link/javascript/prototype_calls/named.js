exports.run = function (derived) {
  derived.stop();
};
