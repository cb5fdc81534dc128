import { finish } from './main.js';

function later({ done, done: { name } }) {
  done();
  name.length;
}
export const wait = () => later({ done: finish });
