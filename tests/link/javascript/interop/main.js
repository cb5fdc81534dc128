var _one = require('./one');
var _one2 = _interopRequireDefault(_one);
var _two = require('./two');
var _two2 = _interopRequireDefault(_two);

function _interopRequireDefault(obj) { return obj && obj.__esModule ? obj : { default: obj }; }

function run() {
  (0, _one2.default)();
  (0, _two2.default)();
}
