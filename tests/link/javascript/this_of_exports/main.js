import { start } from './es.js';
import common from './common.js';

const machine = { start };
machine.start();
common.start();
