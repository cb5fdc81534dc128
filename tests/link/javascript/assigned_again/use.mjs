import { hook, setHook, speak, wrapped } from './hooks.mjs';
import { quiet } from './voices.mjs';

setHook(quiet);
hook();
speak();
wrapped();
