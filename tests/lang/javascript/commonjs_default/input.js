const util = require('util');

module.exports = function create(options) {
  return new create.Type(options);
};
module.exports.Type = function (options) {};
