import { A } from './a.js';
import { run } from './lib.js';

run(new A());
