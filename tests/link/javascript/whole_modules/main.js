require('./alias').run();
const app = require('./application');
app.init();
const w = require('./function');
w();
w.render();
