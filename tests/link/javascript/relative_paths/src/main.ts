import { plain } from './plain';
import { typed } from './built.js';
import { index } from './folder';
import { main } from './packaged';
import { declared } from './declared';
import { both } from './both';
import { up } from '../up.mjs';
import { gone } from './gone';
import { outside } from '../../outside';

plain();
typed();
index();
main();
declared();
both();
up();
gone();
outside();
