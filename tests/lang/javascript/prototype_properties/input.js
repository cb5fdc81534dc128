class Compiler {
  constructor(done) {
    this.done = done;
  }

  /**
   * A blank line parts this from what it is of.
   *
   * @param {Compiler} other
   */

  compile(other) {
    this.push(this.kind);
    other.push('x');
    this.done();
  }
}

Compiler.prototype.kind = 'plain';
Compiler.prototype.push = push;

/** This is of the file, and of nothing in it. */

function push(query) {}
