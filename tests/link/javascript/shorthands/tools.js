import other from './other.js';

function isArray(value) {
  return value;
}
const LIMIT = 5;

export default { isArray, LIMIT, other, own: 1 };
