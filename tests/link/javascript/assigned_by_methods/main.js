const { Box, Timer, tools } = require('./shapes');

const box = new Box();
box.min.subtract();
box.handler();
new Timer().tick();
tools.start();
tools.stop();
tools.now();
