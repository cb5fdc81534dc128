// A module that is one function passes nothing.
const stop = require('./log.js').log;
module.exports = alone;
function alone() {
  this.log('?');
}
alone.log = stop;
