module.exports = function each(callback) {
  callback();
};
