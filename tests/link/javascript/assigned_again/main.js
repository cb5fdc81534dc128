const tools = require('./tools');

tools.open();
new tools.Runner().run();
new tools.Runner().stop();
new tools.Worker().work();
