module.exports = require('./object');
