const common = require('./common');

function step() {}
common.repeat(2, step);
