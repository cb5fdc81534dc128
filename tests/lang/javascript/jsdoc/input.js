/**
 * Adds two numbers.
 *
 * @param {number} a the first
 * @returns {number}
 */
export function add(a, b) {
  return a + b;
}

// A plain remark.
const constant = 1;

/** The thing. */
export default class Thing {
  /** How many. */
  count = 0;

  /** Runs it. */
  run() {}
}

/* block */ let inline = 2; // trailing

/** Detached. */

function apart() {}
