// What is there already under the name, or else this function.
var __get = (this && this.__get) || function (object, key) {
  return read(object, key);
};
var assign = Object.assign || function () {};

function read(object, key) {}

function use(options) {
  // Whoever calls this function may give another one.
  const done = options.done || function () {};
  done();
  assign(__get(options, 'a'));
}
