// What calls `common.start()` passes what the module exports.
const { log } = require('./log.js');
function start() {
  this.log('on');
}
module.exports = { start, log };
