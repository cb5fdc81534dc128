import { Space } from './space.js';
const other = require('./other');

new Space.Shape().draw();
new Space.Line().draw();
new other.Text().draw();
