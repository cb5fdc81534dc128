const { Walker, Runner } = require('./walker');
Walker.walk(1);
Runner.make().run();
