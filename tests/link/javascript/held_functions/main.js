import { api } from './api.js';
import tools from './tools.js';
import whole from './whole.js';

api.start();
tools.boot();
whole.go();
