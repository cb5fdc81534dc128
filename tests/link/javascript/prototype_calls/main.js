const run = require('./named').run;
const Derived = require('./derived');

exports.start = function () {
  run(new Derived());
};
