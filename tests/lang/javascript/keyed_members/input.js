const { kPush } = require('./symbols');
const kPull = Symbol('pull');

class Queue {
  [kPush](item) {
    return this[kPull](item);
  }
  [kPull](item) {
    return item[0];
  }
  run(key) {
    this[key]();
    this[kPush](1);
  }
}
