import call from './function.js';
import Made from './class.js';
import value from './object.js';
import named from './named.js';
import made from './made.js';
import whole from './common.js';
import { default as again } from './function.js';

call();
again();
new Made().run();
value.start();
value.stop();
named();
made.run();
whole.helper();
