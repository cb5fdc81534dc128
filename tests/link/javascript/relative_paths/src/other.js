import { both } from './both';
both();
