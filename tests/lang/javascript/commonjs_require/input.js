var fs = require('fs');
const { join, resolve: absolute, ...others } = require('path');
const parse = require('./parser').parse;
let late;
late = require('./late');
var _react = _interopRequireDefault(require('react'));
require('./side-effect');
require('./plugins')(fs);

function lazy() {
  const heavy = require('heavy');
  return heavy.load(join(absolute('x')), parse);
}

require(fs.name);
