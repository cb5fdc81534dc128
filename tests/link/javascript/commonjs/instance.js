const Made = require('./class');

module.exports = new Made();
