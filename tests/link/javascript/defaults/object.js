function stop() {}

export default {
  start() {},
  stop,
};
