import all from "./all.js";
import tools from "./tools.js";

tools.run();
tools.stop();
all.run();
all.own();
all.tools.run();
