import { f } from './a';
f();
