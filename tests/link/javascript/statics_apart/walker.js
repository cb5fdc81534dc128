class Walker {
  walk(node) {
    return node;
  }
  static walk(node) {
    return new Walker().walk(node);
  }
  static make() {
    return new this();
  }
}
class Runner extends Walker {
  run() {}
}
module.exports = { Walker, Runner };
