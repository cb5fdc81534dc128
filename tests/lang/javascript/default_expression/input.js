import { wrap } from './wrap.js';

export default wrap(() => 1, { retries: 2 });
