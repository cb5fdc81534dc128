module.exports = class Made {
  run() {}
};
